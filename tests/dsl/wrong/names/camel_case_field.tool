library atlas { title: "Atlas" }
entity City key id { id: str, main_street: str }
data City { | id | main_street | | "oslo" | "Storgata" | }
fn a(c: City) -> str = c.mainStreet
fn b(c: City) -> str = c.Id

#! TW0204 4:26 `City` has no field `mainStreet`
#! TW0204 5:26 `City` has no field `Id`
#! fixed
