library atlas { title: "Atlas" }
const A = 1
-- Everything.
const B = 2

#! TW0101 3:1 a comment begins with `#`
#! fixed
