library atlas { title: "Atlas" }
fn some(xs: list[int]) -> list[int] = [x for x in xs sort by x offset 2 limit 3]

#! TW0103 2:64 `offset` cannot stand here
#! TW0103 2:73 `limit` cannot stand here
#! fixed
