library atlas { title: "Atlas" }
fn size(n: int) -> str = if n > 10 then "large"

#! TW0101 2:48 the text ends too early after `"`
