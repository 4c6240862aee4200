library atlas { title: "Atlas" }
fn both(a: bool, b: bool) -> bool = a AND b
fn either(a: bool, b: bool) -> bool = a OR NOT b

#! TW0103 2:39 `AND` cannot stand here
#! TW0103 3:41 `OR` cannot stand here
#! TW0101 3:44 `NOT` cannot stand here
#! fixed
