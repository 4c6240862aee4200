from "geo.tool" import City
library atlas { title: "Atlas" }

#! TW0101 1:1 `from` cannot stand here
