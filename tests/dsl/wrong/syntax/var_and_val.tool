library atlas { title: "Atlas" }
var A = 1
let B = 2

#! TW0101 2:1 `var` cannot stand here
#! TW0101 3:1 `let` cannot stand here
