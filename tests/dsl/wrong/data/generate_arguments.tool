library broken { title: "Broken" }

entity City key id { id: str, name: str }
data City { | id | name | | "a" | "A" | }
entity Other key id { id: str }
data Other { | id | | "a" | }
entity Box key id {
  id: str,
  size: int(1..9),
  share: float(0.0..1.0),
  home: City,
  away: City?,
  made: date,
  seen: datetime,
  code: str,
  tags: list[str](..2),
  word: str,
  note: str?,
  mail: str,
}
data Box generate 10 {
  id: serial("B", 1, 2, 3),
  size: uniform(1),
  share: uniform(low=0.0, hihg=1.0),
  home: pick(["a", "b"]),
  away: pick(Other),
  made: day_between("2026-01-32", "2026-02-01"),
  seen: time_between("2026-01-02T00:00:00", "2026-01-01T00:00:00"),
  code: pattern("[A-Z]+"),
  tags: list_of(word(), 3, 2),
  word: word(locale="xx"),
  note: optional(city(), share=2),
  mail: email(of="nam"),
}
entity Bag key id { id: int, size: int, share: float, heavy: float, word: str, note: str, kind: str }
data Bag generate 10 {
  id: serial("B"),
  size: uniform(1, 9, digits=2),
  share: normal(0.5, 0),
  heavy: uniform(1, high=2, low=3),
  word: choice([]),
  note: words(count=0),
  kind: weighted({ a: 0 }),
}

#! TW0521 22:25 `serial(prefix="", start=1, width=0)` takes no more arguments
#! TW0521 23:9 `uniform` needs `high`
#! TW0521 24:27 `uniform` has no parameter `hihg`
#! TW0521 25:14 `entity` of `pick` must be an entity
#! TW0522 26:14 `away` links to `City`, not to `Other`
#! TW0521 27:21 `first` of `day_between` must be a date such as `2026-03-01`
#! TW0521 28:9 the last time, 2026-01-01T00:00:00, comes before the first, 2026-01-02T00:00:00
#! TW0521 29:17 a repetition says how often, as in `{1,5}`
#! TW0521 30:9 a list cannot have 3 to 2 items
#! TW0521 31:21 there are no words for the locale `xx`
#! TW0521 32:32 `share` of `optional` must be a number from 0 to 1
#! TW0521 33:18 `of` of `email` names no column that is generated here: `nam`
#! TW0521 37:14 `id` is an `int`, and has no `prefix`
#! TW0521 38:30 `size` is an `int`, and has no `digits`
#! TW0521 39:22 `deviation` of `normal` is more than 0
#! TW0521 40:29 `low` is given twice
#! TW0521 41:16 `values` of `choice` must be a list of values
#! TW0521 42:21 `count` is 1 to 50
#! TW0521 43:18 `weights` of `weighted` must be a record of weights above 0
