library atlas { title: "Atlas" }
fn same(a: int, b: int) -> bool = a === b
fn other(a: int, b: int) -> bool = a !== b

#! TW0103 2:37 `===` cannot stand here
#! TW0103 3:38 `!==` cannot stand here
#! fixed
