library atlas { title: "Atlas" }
error TooSmall(a: int) $"{a} is too small."
tool f(a: int "A number.") -> int
  fails TooSmall
{
  "Refuses small numbers."
  assert a >= 10 else TooSmall(a)
  return a
}

#! TW0103 7:3 `assert` cannot stand here
#! fixed
