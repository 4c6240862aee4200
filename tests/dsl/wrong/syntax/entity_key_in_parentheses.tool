library atlas { title: "Atlas" }
entity City key (id) { id: str }
data City { | id | | "oslo" | }

#! TW0101 2:17 `(` cannot stand here after `key`
