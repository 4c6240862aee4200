library broken { title: "Broken" }

enum Size { small, large }
record Box {
  size: Size,
  weight: int(1..9),
  code: str(pattern="[A-Z]{2}"),
  name: str(2..4),
  day: date,
  time: datetime,
  marks: list[int](1..2),
  share: float(0..1),
}
fn f_a() -> Box = {
  size: "lage", weight: 10, code: "no", name: "x", day: "2026-13-01", time: "2026-01-01", marks: [], share: -1,
}
fn f_b() -> Box = {
  size: "large", weight: 1, code: "NO", name: "long name", day: "20260101", time: "2026-01-01T10:00:00",
  marks: [1, 2, 3], share: 1,
}

#! TW0310 15:9 `lage` is not one of `small`, `large`
#! TW0310 15:25 `10` is more than 9
#! TW0310 15:35 `no` does not match the pattern `[A-Z]{2}`
#! TW0310 15:47 `x` is too short: 1 character, at least 2 needed
#! TW0310 15:57 `2026-13-01` is no day of the calendar
#! TW0310 15:77 `2026-01-01` is not a time such as 2026-03-01T09:00:00
#! TW0310 15:98 this list has 0 items, the type asks for at least 1
#! TW0310 15:109 `-1` is less than 0.0
#! TW0310 18:47 `long name` is too long: 9 characters, at most 4 allowed
#! TW0310 18:65 `20260101` is not a date such as 2026-03-01
#! TW0310 19:10 this list has 3 items, the type asks for at most 2
