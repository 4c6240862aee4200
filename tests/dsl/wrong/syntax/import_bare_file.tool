import City from geo
library atlas { title: "Atlas" }
const A = 1

#! TW0101 1:18 a file stands in quotes
