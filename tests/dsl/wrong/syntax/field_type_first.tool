library atlas { title: "Atlas" }
record Trip { str note, int stops }

#! TW0101 2:19 a name stands before its type
#! TW0101 2:29 a name stands before its type
#! fixed
