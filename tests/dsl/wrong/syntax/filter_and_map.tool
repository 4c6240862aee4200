library atlas { title: "Atlas" }
entity City key id { id: str, size: int }
data City { | id | size | | "oslo" | 7 | }
fn large() -> list[str] = City.filter(c => c.size > 5).map(c => c.id)

#! TW0101 4:38 there are no methods to call
#! fixed
