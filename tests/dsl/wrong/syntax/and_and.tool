library atlas { title: "Atlas" }
fn both(a: bool, b: bool) -> bool = a && b
fn either(a: bool, b: bool) -> bool = a || b
fn neither(a: bool, b: bool) -> bool = !a and !b

#! TW0103 2:39 `&&` cannot stand here
#! TW0103 3:41 `||` cannot stand here
#! TW0103 4:40 `!` cannot stand here
#! TW0103 4:47 `!` cannot stand here
#! fixed
