library atlas { title: "Atlas" }
fn a(n: int) -> int = n
const id = "x"
fn b(m: int) -> int = a(n == m)
fn c(n: int) -> int = a(n == 1)

#! TW0311 4:25 `==` compares, and an argument is given with `=`
#! TW0301 5:25 expected `int`, found `bool`
