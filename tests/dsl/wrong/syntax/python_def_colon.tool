library atlas { title: "Atlas" }
def double(x: int) -> int:
    return x * 2

#! TW0101 2:1 a function is declared with `fn`
#! fixed
