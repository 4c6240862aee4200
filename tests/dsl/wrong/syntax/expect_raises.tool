library atlas { title: "Atlas" }
error Gone "Gone."
tool f(a: int "A number.") -> int
  fails Gone
{
  "Refuses."
  require a > 0 else Gone
  return a
}
test "refuses" { expect f(a=0) raises Gone }

#! TW0103 10:32 `raises` cannot stand here
#! fixed
