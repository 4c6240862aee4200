library atlas { title: "Atlas" }
table City key id { id: str }
data City { | id | | "oslo" | }

#! TW0101 2:1 there is no `table`
#! fixed
