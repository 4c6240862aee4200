library atlas { title: "Atlas" }
record Trip { note: str?? }

#! TW0101 2:25 `?` cannot stand here
