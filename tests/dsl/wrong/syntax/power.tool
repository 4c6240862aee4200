library atlas { title: "Atlas" }
fn square(x: float) -> float = x ** 2
fn cube(x: float) -> float = x ^ 3

#! TW0101 2:35 `*` cannot stand here
#! TW0101 3:32 `^` cannot stand here after `x`
