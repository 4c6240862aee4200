library atlas { title: "Atlas" }
entity City key id { id: str, size: int }
data City { | id | size | | "oslo" | 7 | }
tool f(a: int "A number.") -> int {
  "Works on a number."
  for (const c of City) { let b = c.size }
  return a
}

#! TW0101 6:7 `for` walks over a list, without brackets
#! fixed
