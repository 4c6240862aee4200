library atlas { title: "Atlas" }
fn a(xs: list[int]) -> int = len(xs)
fn b(x: int) -> str = str(x)
fn c(x: float) -> int = int(x)
fn d(xs: list[int]) -> list[int] = sorted(xs)
fn e(xs: list[int]) -> float = mean(xs)
fn f(x: str) -> str = strip(x)
fn g(x: str) -> int = size(x)
fn h(xs: list[str]) -> list[str] = unique(xs)
fn i(x: str) -> str = toUpperCase(x)
fn j(x: str) -> bool = startsWith(x, "a")
fn k(x: str?) -> str = coalesce(x, "")
fn l(n: int) -> list[int] = range(n)
fn m(x: int) -> str = print(x)
fn n(x: float) -> float = sqrt(x)

#! TW0203 2:30 there is no function `len`
#! TW0203 3:23 there is no function `str`
#! TW0203 4:25 there is no function `int`
#! TW0203 5:36 there is no function `sorted`
#! TW0203 6:32 there is no function `mean`
#! TW0203 7:23 there is no function `strip`
#! TW0203 8:23 there is no function `size`
#! TW0203 9:36 there is no function `unique`
#! TW0203 10:23 there is no function `toUpperCase`
#! TW0203 11:24 there is no function `startsWith`
#! TW0203 12:24 there is no function `coalesce`
#! TW0208 13:6 `n` is already the name of a function
#! TW0203 13:29 there is no function `range`
#! TW0203 14:23 there is no function `print`
#! TW0203 15:27 there is no function `sqrt`
