library atlas { title: "Atlas" }
entity City key id { id: str }
fn f() -> int = count(City)

#! TW0508 2:8 `City` has no rows
