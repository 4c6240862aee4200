library atlas { title: "Atlas" }
record Trip { note: str | null }

#! TW0101 2:25 a type with null has a `?`
#! fixed
