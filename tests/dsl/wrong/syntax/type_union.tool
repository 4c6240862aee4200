library atlas { title: "Atlas" }
record Trip { fare: int | float }

#! TW0101 2:25 a value has one type
