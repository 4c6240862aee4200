library atlas { title: "Atlas" }
fn sure(n: int?) -> int = n!

#! TW0101 2:28 there is no `!` behind a value
