library atlas { title: "Atlas" }
record Trip { note: str required, stops: int optional }

#! TW0101 2:25 `required` cannot stand here
#! TW0101 2:46 `optional` cannot stand here
