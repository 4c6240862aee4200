library atlas { title: "Atlas" }
record Place {
  a: int(9..1),
  b: int(0.5..1),
  c: str(-1..5),
  d: date(1..2),
  e: bool(true..false),
}

#! TW0101 7:15 `..` cannot stand here after `true`
