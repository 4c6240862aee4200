library atlas { title: "Atlas" }
record Trip { note = str }

#! TW0101 2:20 a name and its value are parted by `:`
#! fixed
