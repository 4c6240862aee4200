tool f(a: int) -> int {
  if a == 1 {
    return 2
  return a
}

const A = 1

#! TW0104 1:23 this `{` is never closed
#! keeps ConstDecl
#! poisons f
