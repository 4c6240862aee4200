library broken { title: "Broken" }

error Gone "gone"
tool a(x: int "A number.") -> int {
  "No return."
  let y = x
}
tool b(x: int "A number.") -> int {
  "One branch."
  if x > 1 { return 1 }
}
tool c(x: int "A number.") -> int {
  "Too much."
  return 1
  let y = x
  return y
}
tool d(x: int "A number.") -> int
  fails Gone
{
  "Fine."
  if x > 1 { return 1 } else if x > 2 { fail Gone } else { return 3 }
}
tool e(x: list[int] "Numbers.") -> int {
  "A loop may be empty."
  for y in x { return y }
}
tool f() -> int { "Empty." }

#! TW0406 4:6 the tool `a` can end without a result
#! TW0406 8:6 the tool `b` can end without a result
#! TW0407 15:3 this is never reached
#! TW0406 24:6 the tool `e` can end without a result
#! TW0406 28:6 the tool `f` can end without a result
