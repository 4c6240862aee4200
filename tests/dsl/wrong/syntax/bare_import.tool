import "geo.tool"
library atlas { title: "Atlas" }

#! TW0101 1:8 an import names what it takes, and the file
