library atlas { title: "Atlas", version: "one" }
const A = 1

#! TW0906 1:42 `version`: expected a semantic version
