library a { title: "A" }
# allow TW0301: no
fn half(x: int) -> int = "x"
# allow TW0802: lints wait for the errors to go, so this may well be needed
fn third(x: int, y: int) -> float = x / 3
#! TW0849 2:9 `TW0301` is an error here, and errors cannot be allowed
#! TW0301 3:26 expected `int`, found `str`
