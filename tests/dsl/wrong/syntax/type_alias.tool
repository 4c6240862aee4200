library atlas { title: "Atlas" }
type Size = { width: int }
interface Place { name: str }
fn width(s: Size, p: Place) -> int = s.width

#! TW0101 2:1 there is no `type`
#! TW0101 3:1 there is no `interface`
#! fixed
