import geo
library atlas { title: "Atlas" }

#! TW0101 1:11 the text ends too early after `geo`
