library atlas { title: "Atlas" }
fn twice(xs: list[int]) -> list[int] = xs.map(|x| x * 2)

#! TW0101 2:46 there are no methods to call
#! fixed
