library broken { title: "Broken" }

entity City key id {
  id: str,
  name: str(1..40),
  inhabitants: int(0..),
  mayor: str?,
  area: float(0.., unit="km2"),
  founded: date,
}
data City {
  | id     | name   | inhabitants | mayor | area  | founded      |
  | "oslo" | "Oslo" | 717_710     | null  | 454.0 | "1048-01-01" |
}

entity Visit key id { id: str, city: City, day: date = "2026-01-01", note: str? }

tool visit(id: str "Key.", city: str "City.", note: str "Note.") -> str
  fails Gone
  writes Visit
{
  "Visits."
  let row = City[city] ?? fail Gone
  insert Visit { id: id, city: row, note: null }
  insert Visit { id: next_id("v"), city: city, note: note }
  insert Visit { id: id, ciyt: row, note: note }
  insert Visit { id: id, note: note }
  update row { name: note }
  let old = Visit[id]
  update old { note: "x" }
  if old != null {
    update old { note: 3, id: "y" }
    delete old
  }
  delete Visit
  delete City["x"]
  return next_id("x")
}
tool nothing() -> int
  writes City
{
  "Does nothing."
  return 1
}
error Gone "gone"

#! TW0301 25:42 expected `City`, found `str`
#! TW0409 26:26 `Visit` has no field `ciyt`
#! TW0409 27:16 a new `Visit` needs `city`
#! TW0404 28:10 `visit` does not say that it writes `City`
#! TW0306 30:10 this may be null (`Visit?`), so one cannot update it
#! TW0301 32:24 expected `str?`, found `int`
#! TW0408 32:27 `id` is part of the key of `Visit` and cannot be changed
#! TW0301 35:10 `delete` takes a row, this is `list[Visit]`
#! TW0306 36:10 this may be null (`City?`), so one cannot delete it
#! TW0411 37:10 `next_id` can only be called as a value in `insert`, not in a tool
#! TW0405 40:10 `nothing` never writes `City`
