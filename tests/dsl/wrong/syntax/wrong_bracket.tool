library atlas { title: "Atlas" }
const XS = [1, 2)

#! TW0101 2:17 `)` cannot stand here after `2`
