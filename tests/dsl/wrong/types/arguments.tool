library broken { title: "Broken" }

error Bad(what: str, name: str) $"Bad {what} {name}."
fn area(wide: float, high: float = 1.0) -> float = wide * high
fn f_a() -> float = area()
fn f_b() -> float = area(1, 2, 3)
fn f_c() -> float = area(wdie=1)
fn f_d() -> float = area(1, wide=2)
fn f_e() -> float = area(wide=1, 2)
fn f_f() -> float = area("one")
fn f_g() -> int = length()
fn f_h() -> str = join(["a"], seperator=", ")
fn f_i() -> int = count([1], [2])
fn f_j() -> float = area(high=2, wide=1)

tool look(name: str "Name.") -> str
  fails Bad
{
  "Looks."
  require name != "x" else Bad("x")
  require name != "y" else Bad("x", 3)
  fail Bad(what="x", nam="y")
}

#! TW0311 5:21 `area` needs `wide`
#! TW0311 6:32 `area` takes 2 arguments
#! TW0311 7:26 `area` has no parameter `wdie`
#! TW0311 8:29 `wide` is given twice
#! TW0311 9:34 named arguments come last
#! TW0301 10:26 expected `float`, found `str`
#! TW0311 11:19 `length` needs `text`
#! TW0311 12:31 `join` has no parameter `seperator`
#! TW0311 13:30 `count` takes 1 argument
#! TW0311 20:28 the error `Bad` needs `name`
#! TW0301 21:37 expected `str`, found `int`
#! TW0311 22:22 the error `Bad` has no parameter `nam`
