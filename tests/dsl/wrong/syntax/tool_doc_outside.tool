library atlas { title: "Atlas" }
tool f(a: int "A number.") -> int
  "Same."
{
  return a
}

#! TW0101 3:3 the documentation of a tool stands first in its body
#! fixed
