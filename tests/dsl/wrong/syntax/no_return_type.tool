tool f(a: int) {
  return a
}

#! TW0102 1:16 a tool says what it returns
#! keeps nothing
#! poisons f
