library atlas { title: "Atlas" }
record Place {
  a: str(max=40),
  b: str(length=40),
  c: int(min=0),
  d: float(units="km"),
  e: str(regex="[A-Z]+"),
  f: list(str),
}

#! TW0101 8:14 `)` cannot stand here after `str`
