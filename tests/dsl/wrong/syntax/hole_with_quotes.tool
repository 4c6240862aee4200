library atlas { title: "Atlas" }
fn name(city: { id: str, name: str }) -> str = $"{join([city.name], ", ")}"

#! TW0108 2:50 this hole is never closed
