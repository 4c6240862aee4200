library broken { title: "Broken" }

enum Size { small, large }
entity Box key id {
  id: str(pattern="[a-z]+"),
  size: Size,
  weight: int(1..9),
  share: float,
  day: date,
  open: bool = true,
  marks: list[int](..2),
  note: str?,
}
data Box {
  | id  | size    | weight | share | day          | marks     |
  | "a" | "small" | 1      | 1     | "2026-01-01" | []        |
  | "B" | "smal"  | 0      | "x"   | "2026-02-30" | [1, 2, 3] |
  | "c" | "large" | 1.5    | 0.5   | null         | ["x"]     |
  | "d" | "large" | true   | 0.5   | 5            | 1         |
  | "e" | "large" | 1      | 0.5   | "2026-01-01" |
  | "f" | "large" | [1]    | 0.5   | "2026-01-01" | [1]       |
}

#! TW0504 17:5 `id`: `B` does not match the pattern `[a-z]+`
#! TW0504 17:11 `size`: `smal` is not one of `small`, `large`
#! TW0504 17:21 `weight`: `0` is less than 1
#! TW0504 17:30 `share`: expected `float`, found `str`
#! TW0504 17:38 `day`: `2026-02-30` is no day of the calendar
#! TW0504 17:53 `marks`: a list of 3 items is not allowed here
#! TW0504 18:21 `weight`: expected `int`, found `float`
#! TW0504 18:38 `day`: expected `date`, found `null`
#! TW0504 18:54 `marks`: expected `int`, found `str`
#! TW0504 19:21 `weight`: expected `int`, found `bool`
#! TW0504 19:38 `day`: expected `date`, found `int`
#! TW0504 19:53 `marks`: expected a list such as `[1, 2]`
#! TW0503 20:3 this row has 5 cells, the table has 6 columns
#! TW0504 21:21 `weight`: expected `int`, found `list`
