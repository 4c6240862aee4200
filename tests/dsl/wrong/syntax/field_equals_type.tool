library atlas { title: "Atlas" }
record Trip { note = str }

#! TW0101 2:20 `=` cannot stand here after `note`
