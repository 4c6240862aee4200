library atlas { title: "Atlas" }
error TooSmall(a: int) $"{a} is too small."
tool f(a: int "A number.") -> int
  fails TooSmall
{
  "Refuses small numbers."
  if a < 10 { raise TooSmall(a) }
  return a
}

#! TW0103 7:15 `raise` cannot stand here
#! fixed
