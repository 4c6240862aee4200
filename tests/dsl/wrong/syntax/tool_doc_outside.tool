library atlas { title: "Atlas" }
tool f(a: int "A number.") -> int
  "Same."
{
  return a
}

#! TW0101 3:3 this string cannot stand here
