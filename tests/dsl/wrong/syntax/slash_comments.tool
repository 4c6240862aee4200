library atlas { title: "Atlas" }
const A = 1
// One.
// Two.
const B = 2 // with a remark

#! TW0101 3:1 a comment begins with `#`
#! TW0101 5:13 a comment begins with `#`
#! fixed
