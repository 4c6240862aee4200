library atlas { title: "Atlas" }
record Trip { stops: [str] }

#! TW0101 2:22 a list type is written `list[...]`
#! fixed
