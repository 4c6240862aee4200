import geo
library atlas { title: "Atlas" }

#! TW0101 1:1 an import names what it takes, and the file
