library atlas { title: "Atlas" }
fn a(x: int) -> str = "n" + x
fn b(x: int) -> str = x
fn c(x: int) -> float = x
fn d(x: float) -> int = x
fn e(x: float) -> int = x / 2

#! TW0308 2:23 `+` does not work on `str` and `int`
#! TW0301 3:23 expected `str`, found `int`
#! TW0301 4:25 expected `float`, found `int`
#! TW0301 5:25 expected `int`, found `float`
#! TW0301 6:25 expected `int`, found `float`
