library atlas { title: "Atlas" }
entity City key id { id: str, size: int }
data City { | id | size | | "oslo" | 7 | }
fn a() -> list[int] = City.size
fn b(id: str) -> int = City[id].size

#! TW0204 4:28 a list has no field `size`
#! TW0306 5:24 this may be null (`City?`), so it has no field to read
