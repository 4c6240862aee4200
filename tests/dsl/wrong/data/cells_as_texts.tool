library atlas { title: "Atlas" }
entity City key id { id: str, size: int, area: float, old: bool, zip: str, on: date }
data City {
  | id     | size | area  | old    | zip   | on           |
  | "oslo" | "7"  | "4.5" | "yes"  | 1234  | "2026-3-1"   |
  | "rome" | 28   | 1.5   | false  | "1"   | "01/03/2026" |
}

#! TW0504 5:14 `size`: expected `int`, found `str`
#! TW0504 5:21 `area`: expected `float`, found `str`
#! TW0504 5:29 `old`: expected `bool`, found `str`
#! TW0504 5:38 `zip`: expected `str`, found `int`
#! TW0504 5:46 `on`: `2026-3-1` is not a date such as 2026-03-01
#! TW0504 6:46 `on`: `01/03/2026` is not a date such as 2026-03-01
