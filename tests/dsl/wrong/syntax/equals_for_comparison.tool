fn f(a: int) -> bool = a = 1

#! TW0103 1:26 `=` cannot stand here
#! keeps nothing
#! poisons f
