library broken { title: "Broken" }

record Box {
  a: int(5..1),
  b: int(1.5..2),
  c: str(-1..4),
  d: list[int](3..2),
  e: bool(0..1),
  f: float(1..2),
  g: date(1..2),
  h: str(..0.5),
}

#! TW0302 4:10 the range is empty: 5 is more than 1
#! TW0302 5:10 the range of `int` has whole numbers
#! TW0302 6:10 a length is never negative
#! TW0302 7:16 the range is empty: 3 is more than 2
#! TW0302 8:11 `bool` has no range
#! TW0302 10:11 `date` has no range
#! TW0302 11:10 the range of `str` has whole numbers
