library atlas { title: "Atlas" }
const A: bool = yes
const B: bool = off

#! TW0201 2:17 nothing here is called `yes`
#! TW0201 3:17 nothing here is called `off`
