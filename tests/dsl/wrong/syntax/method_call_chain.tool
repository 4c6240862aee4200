library atlas { title: "Atlas" }
fn clean(name: str) -> str = name.trim().lower()

#! TW0101 2:39 there are no methods to call
#! TW0101 2:47 there are no methods to call
