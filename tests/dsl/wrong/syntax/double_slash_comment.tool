// The cities of the north.
library atlas { title: "Atlas" }
// Another remark.
const A = 1

#! TW0101 1:1 a comment begins with `#`
#! TW0101 3:1 a comment begins with `#`
#! fixed
