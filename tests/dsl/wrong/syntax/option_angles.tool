library atlas { title: "Atlas" }
fn size(n: Option<int>) -> int = n ?? 1

#! TW0101 2:12 parts of a type stand in square brackets
#! fixed
