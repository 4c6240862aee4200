library atlas { title: "Atlas" }
entity City key id { id: str }
data City { | id | | "oslo" | | "rome" | | "oslo" | }

#! TW0506 3:44 there are two rows of `City` with the key `oslo`
