library atlas { title: "Atlas" }
def double(x: int) -> int = x * 2

#! TW0103 2:1 `def` cannot stand here
#! fixed
