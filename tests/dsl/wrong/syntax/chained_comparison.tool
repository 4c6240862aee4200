fn f(a: int) -> bool = 1 < a < 3

#! TW0101 1:30 comparisons do not chain
#! keeps nothing
#! poisons f
