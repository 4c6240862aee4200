library atlas { title: "Atlas" }
enum Size { small = 1, large = 2 }

#! TW0101 2:19 `=` cannot stand here after `small`
