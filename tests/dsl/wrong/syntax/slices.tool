library atlas { title: "Atlas" }
fn some(xs: list[int]) -> list[int] = xs[1:3]

#! TW0101 2:41 there are no slices
