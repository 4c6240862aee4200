library broken { title: "Broken" }

enum Colour { red, blue }
entity City key id { id: str, name: str }
data City { | id | name | | "a" | "A" | }
entity Box key id {
  id: str(pattern="B[0-9]"),
  size: int(1..9),
  share: float(0.0..1.0),
  colour: Colour,
  other: Colour,
  third: Colour,
  home: City,
  away: City,
  far: City,
  made: date,
  tags: list[str](..2),
  name: str(1..3),
  code: str(pattern="[0-9]+"),
}
data Box generate 10 {
  id: serial("B"),
  size: uniform(0, 9),
  share: normal(0.5, 1.0, high=2.0),
  colour: weighted({ red: 1, bleu: 2 }),
  other: choice(["red", "green"]),
  third: "rad",
  home: "b",
  away: choice(["a", "c"]),
  far: pick(City, except="home"),
  made: "2026-02-30",
  tags: list_of(word(), 1, 3),
  name: person(),
  code: pattern("[A-Z]{3}"),
}
entity Bag key id { id: str, home: City, away: City, name: str(..3), code: str(pattern="[0-9]+") }
data Bag generate 10 {
  id: serial("B"),
  home: pick(City),
  away: pick(City, except="home"),
  name: person(),
  code: pattern("[A-Z]{3}"),
}
entity Cup key id { id: str, home: City, away: City }
data Cup generate 10 { id: serial("B"), home: "b", away: choice(["a", "c"]) }

#! TW0527 23:17 `size` is at least 1, not 0
#! TW0527 24:32 `share` is at most 1.0, not 2.0
#! TW0527 25:30 `colour`: `bleu` is not one of `red`, `blue`
#! TW0527 26:25 `other`: `green` is not one of `red`, `blue`
#! TW0527 27:10 `third`: `rad` is not one of `red`, `blue`
#! TW0527 31:9 `made`: `2026-02-30` is no day of the calendar
#! TW0527 32:28 `tags` has 0 to 2 items, not 3
#! TW0527 40:14 `away`: there is no other row to link to (in row 1)
#! TW0527 41:9 `name`: `Mitch Mccullough` is too long: 16 characters, at most 3 allowed (in row 1)
#! TW0527 42:17 `code`: `QJG` does not match the pattern `[0-9]+` (in row 1)
#! TW0505 45:47 there is no `City` with the key `b`
#! TW0505 45:58 there is no `City` with the key `c`
