library broken { title: "Broken" }

enum _Size { small_, large }
record Box { _inside: str, count: int }
fn _hidden(x_: int) -> int = 1
const __: int = 1
fn fine(x: list[int]) -> list[int] = [_y for _y in x]

#! TW0205 3:6 a name cannot begin or end with `_`, as `_Size` does
#! TW0205 3:14 a name cannot begin or end with `_`, as `small_` does
#! TW0205 4:14 a name cannot begin or end with `_`, as `_inside` does
#! TW0205 5:4 a name cannot begin or end with `_`, as `_hidden` does
#! TW0205 5:12 a name cannot begin or end with `_`, as `x_` does
#! TW0205 6:7 a name cannot begin or end with `_`, as `__` does
#! TW0205 7:46 a name cannot begin or end with `_`, as `_y` does
