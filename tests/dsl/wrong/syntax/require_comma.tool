library atlas { title: "Atlas" }
error TooSmall(a: int) $"{a} is too small."
tool f(a: int "A number.") -> int
  fails TooSmall
{
  "Refuses small numbers."
  require a >= 10, TooSmall(a)
  return a
}

#! TW0101 7:18 `,` cannot stand here after `10`
