library broken { title: "Broken" }

record Node { next: Node?, name: str }
record Left { right: Right? }
record Right { left: Left? }
const ONE: int = TWO
const TWO: int = THREE + 1
const THREE: int = ONE
const FOUR: int = FIVE
const FIVE: int = 5
fn a(x: int) -> int = b(x)
fn b(x: int) -> int = c(x) + a(x)
fn c(x: int) -> int = x
fn d(x: int) -> int = if x > 0 then d(x - 1) else 0

#! TW0318 3:21 a record cannot hold itself: `Node` -> `Node`
#! TW0318 5:22 a record cannot hold itself: `Left` -> `Right` -> `Left`
#! TW0318 6:7 a constant cannot depend on itself: `ONE` -> `TWO` -> `THREE` -> `ONE`
#! TW0323 11:4 a function cannot call itself: `a` -> `b` -> `a`
#! TW0323 14:4 a function cannot call itself: `d` -> `d`
