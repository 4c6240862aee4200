library atlas { title: "Atlas" }
entity City key id { id: str, place: { x: int, y: int } }
data City { | id | place | | "oslo" | [1, 2] | }

#! TW0504 3:39 `place`: expected a record with `x` and `y`
