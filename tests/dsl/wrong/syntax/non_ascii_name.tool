library atlas { title: "Atlas" }
const ZÜRICH = 1
fn größe(x: int) -> int = x

#! TW0101 2:7 `ZÜRICH` is not a name: names have the letters a to z, digits and `_`
#! TW0101 3:4 `größe` is not a name: names have the letters a to z, digits and `_`
