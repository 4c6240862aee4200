library atlas { title: "Atlas" }
fn other(a: int, b: int) -> bool = a <> b

#! TW0103 2:38 `<>` cannot stand here
#! fixed
