library atlas { title: "Atlas" }
fn twice(xs: list[int]) -> list[int] = map(xs, (x) => x * 2)

#! TW0101 2:52 there are no functions without a name
