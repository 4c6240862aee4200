library atlas { title: "Atlas" }
class City:
    name: str
fn name(c: City) -> str = c.name

#! TW0101 2:1 there is no `class`
