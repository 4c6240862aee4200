library atlas { title: "Atlas" }
entity City key id { id: str }
data City { | id | | "oslo" | }
record Size { width: int }
fn a() -> Size = Size(width=1)
fn b(id: str) -> City? = City(id)

#! TW0209 5:18 `Size` is not a function
#! TW0209 6:26 `City` is not a function
#! fixed
