library atlas { title: "Atlas" }
const A = (1 + 2))

#! TW0101 2:18 `)` cannot stand here
#! fixed
