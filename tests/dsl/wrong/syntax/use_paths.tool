use geo::City;
library atlas { title: "Atlas" }
const A = 1

#! TW0101 1:1 an import names what it takes, and the file
