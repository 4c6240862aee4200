library atlas { title: "Atlas" }
entitiy City key id { id: str }
dta City { | id | | "oslo" | }
recrod Size { width: int }
enm Colour { red }
cosnt A = 1
eror Gone "Gone."

#! TW0103 2:1 `entitiy` cannot stand here
#! TW0103 3:1 `dta` cannot stand here
#! TW0103 4:1 `recrod` cannot stand here
#! TW0103 5:1 `enm` cannot stand here
#! TW0103 6:1 `cosnt` cannot stand here
#! TW0103 7:1 `eror` cannot stand here
#! fixed
