library atlas { title: "Atlas" }
fn few(n: int) -> bool = n in (1, 2, 3)

#! TW0101 2:31 there are no tuples: round brackets hold one expression
#! fixed
