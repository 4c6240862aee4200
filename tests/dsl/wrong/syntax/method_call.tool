fn f(a: str) -> str = a.lower()

#! TW0101 1:30 there are no methods to call
#! keeps nothing
#! poisons f
