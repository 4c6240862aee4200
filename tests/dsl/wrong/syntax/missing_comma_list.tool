library atlas { title: "Atlas" }
const XS = [1, 2 3]

#! TW0102 2:17 `,` is missing before `3`
#! fixed
