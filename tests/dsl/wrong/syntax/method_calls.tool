library atlas { title: "Atlas" }
fn shout(name: str) -> str = name.upper()
fn many(names: list[str]) -> int = names.count()
fn starts(name: str) -> bool = name.starts_with("A")

#! TW0101 2:40 there are no methods to call
#! TW0101 3:47 there are no methods to call
#! TW0101 4:48 there are no methods to call
#! fixed
