library atlas { title: "Atlas" }
fn a(xs: list[int]) -> int = xs.length()

#! TW0101 2:39 there are no methods to call
