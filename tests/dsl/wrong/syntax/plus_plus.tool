library atlas { title: "Atlas" }
const A = ++1

#! TW0101 2:11 `+` cannot stand here after `=`
