import { City } from "geo.tool"
library atlas { title: "Atlas" }

#! TW0101 1:8 imported names have no braces
