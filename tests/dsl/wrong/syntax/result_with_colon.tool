library atlas { title: "Atlas" }
fn double(x: int): int = x * 2

#! TW0101 2:18 what it gives stands behind `->`
#! fixed
