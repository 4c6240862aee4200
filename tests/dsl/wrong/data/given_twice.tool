library atlas { title: "Atlas" }
entity City key id { id: str }
data City { | id | | "oslo" | }
data City { | id | | "rome" | }

#! TW0507 4:6 `City` has its rows already
