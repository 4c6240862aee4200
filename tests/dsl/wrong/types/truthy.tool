library atlas { title: "Atlas" }
fn a(name: str) -> bool = not name
fn b(xs: list[int]) -> int = if xs then 1 else 0
fn c(n: int) -> int = if n then 1 else 0
fn d(sure: bool?) -> int = if sure then 1 else 0
fn e(name: str?) -> int = if name then 1 else 0

#! TW0313 2:31 a condition is true or false, but this is `str`
#! TW0313 3:33 a condition is true or false, but this is `list[int]`
#! TW0313 4:26 a condition is true or false, but this is `int`
#! TW0313 5:31 a condition is true or false, but this is `bool?`
#! TW0313 6:30 a condition is true or false, but this is `str?`
