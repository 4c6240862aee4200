library atlas { title: "Atlas" }
record Trip { stops: list<str>, notes: List<str> }

#! TW0101 2:22 parts of a type stand in square brackets
#! TW0101 2:40 parts of a type stand in square brackets
#! fixed
