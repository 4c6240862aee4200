library atlas { title: "Atlas" }
fn f(xs: list[int]) -> list[int] = [x for x in xs for x in xs]

#! TW0208 2:55 `x` already has a meaning here
