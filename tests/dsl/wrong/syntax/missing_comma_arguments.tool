library atlas { title: "Atlas" }
fn f(a: str) -> bool = contains(a "x")

#! TW0102 2:34 `,` is missing before this string
#! fixed
