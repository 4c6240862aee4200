library atlas { title: "Atlas" }
entity City key id { id: str, name: str }
data City { | id | name | | "oslo" | "Oslo" | }
fn a() -> int = count(Cities)
fn b() -> str = first([c.name for c in city]) ?? ""

#! TW0201 4:23 nothing here is called `Cities`
#! TW0201 5:40 nothing here is called `city`
