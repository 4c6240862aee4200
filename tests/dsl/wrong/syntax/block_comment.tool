library atlas { title: "Atlas" }
/* Everything
   about cities. */
const A = 1

#! TW0101 2:1 a comment begins with `#`
#! fixed
