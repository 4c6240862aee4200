library atlas { title: "Atlas" }
fn a(x: date) -> date = x + 7
fn b(x: date, y: date) -> int = x - y
fn c(x: date) -> bool = x > "2026-01-01"

#! TW0308 2:25 `+` does not work on `date` and `int`
#! TW0308 3:33 `-` does not work on `date` and `date`
