fn f(a: int) -> int = g(x: a)

#! TW0103 1:26 `:` cannot stand here
#! keeps nothing
#! poisons f
