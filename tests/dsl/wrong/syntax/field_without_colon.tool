library atlas { title: "Atlas" }
record Trip { note str, stops int }

#! TW0102 2:19 `:` is missing before `str`
#! TW0102 2:30 `:` is missing before `int`
#! fixed
