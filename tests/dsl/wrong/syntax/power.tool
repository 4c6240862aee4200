library atlas { title: "Atlas" }
fn square(x: float) -> float = x ** 2
fn cube(x: float) -> float = x ^ 3

#! TW0101 2:34 there is no `**`
#! TW0101 3:32 there is no `^`
