import { City } from "geo.tool"
library atlas { title: "Atlas" }

#! TW0101 1:8 `{` cannot stand here after `import`
