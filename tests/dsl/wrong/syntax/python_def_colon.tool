library atlas { title: "Atlas" }
def double(x: int) -> int:
    return x * 2

#! TW0103 2:1 `def` cannot stand here
#! TW0103 2:26 `:` cannot stand here
#! TW0101 3:12 `x` cannot stand here
