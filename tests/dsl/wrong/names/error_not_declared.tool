library atlas { title: "Atlas" }
tool f(a: int "A number.") -> int
  fails ValueError
{
  "Refuses."
  require a > 0 else ValueError("too small")
  return a
}

#! TW0210 3:9 there is no error `ValueError`
