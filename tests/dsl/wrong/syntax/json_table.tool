library atlas { title: "Atlas" }
entity City key id { id: str, size: int }
data City [
  { "id": "oslo", "size": 7 },
]

#! TW0101 3:11 `[` cannot stand here after `City`
