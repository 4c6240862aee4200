library atlas { title: "Atlas" }
record Place { a: strr, b: intt, c: flot, d: boolen, e: dat }

#! TW0202 2:19 there is no type `strr`
#! TW0202 2:28 there is no type `intt`
#! TW0202 2:37 there is no type `flot`
#! TW0202 2:46 there is no type `boolen`
#! TW0202 2:57 there is no type `dat`
#! fixed
