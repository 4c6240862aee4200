library atlas { title: "Atlas" }
record Trip { note?: str }

#! TW0101 2:19 the `?` stands behind the type
#! fixed
