libary atlas { title: "Atlas" }
const A = 1

#! TW0103 1:1 `libary` cannot stand here
#! fixed
