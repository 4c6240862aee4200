library atlas { title: "Atlas" }
enum Size = small | large

#! TW0101 2:11 `=` cannot stand here after `Size`
