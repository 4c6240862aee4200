library atlas { title: "Atlas", version: "1.2" }
const A = 1

#! TW0906 1:42 `version`: expected a semantic version
#! fixed
