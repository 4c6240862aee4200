tool f(a: int) -> int {
  x = 3
  var y = 4
  if a == 1 && x == 2 {
    return 1
  } elif a == 2 {
    return 2;
  }
  return 'a'
}

#! TW0102 2:3 `let` is missing before `x`
#! TW0103 3:3 `var` cannot stand here
#! TW0103 4:13 `&&` cannot stand here
#! TW0103 6:5 `elif` cannot stand here
#! TW0101 7:13 `;` cannot stand here
#! keeps nothing
#! poisons f
