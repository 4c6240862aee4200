library atlas { title: "Atlas" }
fn a(n: int?) -> bool = isNull(n)
const B = require("geo")

#! TW0203 2:25 there is no function `isNull`
#! TW0203 3:11 there is no function `require`
