library atlas { title: "Atlas" }
fn no(a: bool, b: int) -> bool = !a or !big(b)
fn big(n: int) -> bool = n > 9

#! TW0103 2:34 `!` cannot stand here
#! TW0103 2:40 `!` cannot stand here
#! fixed
