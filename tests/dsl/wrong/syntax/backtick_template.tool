library atlas { title: "Atlas" }
fn greeting(name: str) -> str = `Hello ${name}`

#! TW0101 2:33 strings have plain double quotes
#! fixed
