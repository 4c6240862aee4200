library atlas { title: "Atlas" }
error Gone "It is gone."
entity City key id { id: str, size: int }
data City { | id | size | | "oslo" | 7 | }
tool f(a: int "A number.") -> int {
  "Works on a number."
  let c = City["oslo"] ?? fail Gone()
  set c.size = 3
  return a
}

#! TW0101 8:3 rows change with `update`
