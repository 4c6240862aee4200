library atlas { title: "Atlas" }
fn a(xs: list[int]) -> int = xs
fn b(x: int) -> list[int] = x
fn c(xs: list[int]) -> int = xs[0]
fn d(xs: list[int]) -> int = xs[-1]

#! TW0301 2:30 expected `int`, found `list[int]`
#! TW0301 3:29 expected `list[int]`, found `int`
#! TW0301 4:30 expected `int`, found `int?`
#! TW0322 5:33 positions count from 0 and are never negative
