library atlas { title: "Atlas" }
const A = 1 // one
const B = 2 -- two

#! TW0201 2:16 nothing here is called `one`
#! TW0201 3:16 nothing here is called `two`
