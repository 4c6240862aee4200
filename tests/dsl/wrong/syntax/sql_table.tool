library atlas { title: "Atlas" }
table City key id { id: str }
data City { | id | | "oslo" | }

#! TW0103 2:1 `table` cannot stand here
#! TW0211 3:6 there is no entity `City`
#! fixed
