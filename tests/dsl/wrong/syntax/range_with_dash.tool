library atlas { title: "Atlas" }
record Size { width: int(1-9) }

#! TW0101 2:26 a range has two dots
#! fixed
