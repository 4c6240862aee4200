library atlas { title: "Atlas" }
const XS = [1, 2, 3
const B = 1

#! TW0104 2:12 this `[` is never closed
#! fixed
