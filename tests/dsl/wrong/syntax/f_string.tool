library atlas { title: "Atlas" }
fn greeting(name: str) -> str = f"Hello {name}"

#! TW0101 2:33 a template begins with `$`
#! fixed
