library atlas { title: "Atlas" }
fn large(xs: list[int]) -> list[int] = filter(lambda x: x > 5, xs)

#! TW0101 2:54 `x` cannot stand here after `lambda`
