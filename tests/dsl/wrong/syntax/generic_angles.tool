library atlas { title: "Atlas" }
record Trip { stops: list<str>, notes: List<str> }

#! TW0101 2:26 `<` cannot stand here after `list`
