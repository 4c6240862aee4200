fn f(a: int) -> int = max([a, 1)

fn g(a: int) -> int = max(a, 1

#! TW0102 1:32 `]` is missing before `)`
#! TW0104 3:26 this `(` is never closed
#! keeps nothing
#! poisons f g
