library atlas { title: "Atlas" }
fn size(n: int) -> int => n + 1

#! TW0101 2:24 what a function gives stands behind `=`
#! fixed
