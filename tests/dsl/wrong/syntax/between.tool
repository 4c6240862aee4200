library atlas { title: "Atlas" }
fn few(n: int) -> bool = n between 1 and 3

#! TW0101 2:28 there is no `between`
#! fixed
