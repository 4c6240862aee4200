library atlas { title: "Atlas" }
enum Size { "small", "large" }

#! TW0101 2:20 `,` cannot stand here after `"`
