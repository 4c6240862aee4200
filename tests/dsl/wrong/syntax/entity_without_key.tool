library atlas { title: "Atlas" }
entity City {
  id: str,
  name: str,
}

#! TW0102 2:13 an entity has a key
