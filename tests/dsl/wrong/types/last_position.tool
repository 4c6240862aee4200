library atlas { title: "Atlas" }
fn a(xs: list[int]) -> int? = xs[-1]
fn b(xs: list[int]) -> int = xs[-2]
fn c(s: str) -> str = s[0]

#! TW0322 2:34 positions count from 0 and are never negative
#! TW0322 3:33 positions count from 0 and are never negative
#! TW0322 4:23 `str` cannot be read at a position
