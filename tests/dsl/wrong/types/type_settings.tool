library broken { title: "Broken" }

enum Size { small, large }
record Box {
  a: str(patern="x"),
  b: int(unit=3),
  c: int(unit="km", unit="mi"),
  d: str(pattern=1),
  e: bool(unit="km"),
  f: list,
  g: list[int, str],
  h: int[str],
  i: Size(1..2),
  j: "a" | "b" | "a",
}

#! TW0304 5:10 `str` has no setting `patern`
#! TW0304 6:15 `unit` is a text that is not empty
#! TW0304 7:21 `unit` is set twice
#! TW0304 8:18 `pattern` is a text that is not empty
#! TW0304 9:11 `bool` has no setting `unit`
#! TW0304 10:6 a list has one type of items
#! TW0304 11:6 a list has one type of items
#! TW0304 12:6 `int` takes no type in `[...]`
#! TW0304 13:6 `Size` takes nothing in brackets
#! TW0206 14:6 `a` stands twice in this union
