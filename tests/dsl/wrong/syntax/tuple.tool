library atlas { title: "Atlas" }
fn pair(n: int) -> list[int] = (n, 2)

#! TW0101 2:32 there are no tuples: round brackets hold one expression
