library atlas { title: "Atlas" }
entity City {
  id: str,
  name: str,
}

#! TW0101 2:13 `{` cannot stand here after `City`
