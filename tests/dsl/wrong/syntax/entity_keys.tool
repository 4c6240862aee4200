library atlas { title: "Atlas" }
entity City keys id { id: str }
data City { | id | | "oslo" | }

#! TW0103 2:13 `keys` cannot stand here
#! fixed
