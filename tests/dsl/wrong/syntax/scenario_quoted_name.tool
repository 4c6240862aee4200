library "atlas" { title: "Atlas" }

#! TW0101 1:9 this string cannot stand here after `library`
