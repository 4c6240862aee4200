library atlas { title: "Atlas" }
const _A = 1
fn helper_(x: int) -> int = x
record _Size { _width: int }

#! TW0205 2:7 a name cannot begin or end with `_`, as `_A` does
#! TW0205 3:4 a name cannot begin or end with `_`, as `helper_` does
#! TW0205 4:8 a name cannot begin or end with `_`, as `_Size` does
#! TW0205 4:16 a name cannot begin or end with `_`, as `_width` does
