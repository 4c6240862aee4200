library broken { title: "Broken" }

enum Colour { red, blue }
entity City key id { id: str, name: str }
data City { | id | name | | "a" | "A" | }
entity Box key id {
  id: str,
  size: int(1..9),
  share: float?,
  colour: Colour,
  home: City,
  made: date,
  open: bool,
  tags: list[str](..2),
  note: str?,
}
data Box generate 10 seed 1 {
  id: sequence("B"),
  size: unifrom(1, 9),
  share: 1 + 2,
  colour: person(),
  home: pick(Cty),
  made: uniform(1, 2),
  open: chance(0.5),
  tags: list_of(unique(word())),
  note: optional(wrds(2)),
}

#! TW0520 18:7 there is no generator `sequence`
#! TW0520 19:9 there is no generator `unifrom`
#! TW0520 20:10 a column is drawn by a generator, or a constant
#! TW0522 21:11 `person` does not draw values of the type `Colour`
#! TW0211 22:14 there is no entity `Cty`
#! TW0522 23:9 `uniform` does not draw values of the type `date`
#! TW0522 25:17 `unique` is about a whole column
#! TW0520 26:18 there is no generator `wrds`
