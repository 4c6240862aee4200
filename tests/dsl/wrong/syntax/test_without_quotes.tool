library atlas { title: "Atlas" }
test sizes { expect 1 == 1 }

#! TW0101 2:6 `sizes` cannot stand here after `test`
