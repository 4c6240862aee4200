library atlas { title: "Atlas" }
fn f(a: str, b: str) -> str = a . b

#! TW0204 2:35 `str` has no fields
