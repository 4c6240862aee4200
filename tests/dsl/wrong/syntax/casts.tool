library atlas { title: "Atlas" }
fn a(n: int) -> float = (float) n
fn b(n: int) -> float = n as float

#! TW0101 2:25 values are not cast to other types
#! TW0101 3:27 values are not cast to other types
