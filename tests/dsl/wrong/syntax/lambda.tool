library atlas { title: "Atlas" }
fn large(xs: list[int]) -> list[int] = filter(lambda x: x > 5, xs)

#! TW0101 2:47 there are no functions without a name
#! fixed
