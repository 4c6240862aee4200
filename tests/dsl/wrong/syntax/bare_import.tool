import "geo.tool"
library atlas { title: "Atlas" }

#! TW0101 1:8 this string cannot stand here after `import`
