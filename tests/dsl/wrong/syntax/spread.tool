library atlas { title: "Atlas" }
record Size { width: int }
fn f(s: Size) -> Size = { ...s, width: 1 }

#! TW0101 3:27 `..` cannot stand here after `{`
