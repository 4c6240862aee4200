library atlas { title: "Atlas" }
record Trip { str note, int stops }

#! TW0102 2:18 `:` is missing before `note`
#! TW0102 2:28 `:` is missing before `stops`
