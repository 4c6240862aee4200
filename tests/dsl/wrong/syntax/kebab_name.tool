library north-atlas { title: "Atlas" }

#! TW0101 1:14 `-` cannot stand here after `north`
