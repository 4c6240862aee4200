library atlas { title: "Atlas" }
entity City key id { id: str, size: int }
data City { | id | size | | "oslo" | 7 | }
tool f(a: int "A number.") -> int {
  "Works on a number."
  let one = City.get("oslo")
  let all = City.filter(size > 3)
  return a
}

#! TW0101 6:21 there are no methods to call
#! TW0101 7:24 there are no methods to call
