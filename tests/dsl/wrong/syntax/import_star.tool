import * as geo from "geo.tool"
library atlas { title: "Atlas" }
const A = 1

#! TW0101 1:8 an import names what it takes, and the file
