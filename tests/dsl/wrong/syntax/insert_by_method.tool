library atlas { title: "Atlas" }
entity City key id { id: str, size: int }
data City { | id | size | | "oslo" | 7 | }
tool f(a: int "A number.") -> int {
  "Works on a number."
  City.insert(id="x", size=1)
  return a
}

#! TW0101 6:3 there are no methods to call
