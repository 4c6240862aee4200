library atlas { title: "Atlas" }
const NAME = “Oslo”

#! TW0101 2:14 strings have plain double quotes
#! fixed
