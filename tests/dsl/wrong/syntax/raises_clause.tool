library atlas { title: "Atlas" }
error TooSmall(a: int) $"{a} is too small."
tool f(a: int "A number.") -> int
  raises TooSmall
{
  "Refuses small numbers."
  require a >= 10 else TooSmall(a)
  return a
}

#! TW0103 4:3 `raises` cannot stand here
#! fixed
