library atlas { title: "Atlas" }
fn other(a: int, xs: list[int]) -> bool = !(a in xs)

#! TW0103 2:43 `!` cannot stand here
#! fixed
