library atlas { title: "Atlas" }
model City key id { id: str }
class Size { width: int }

#! TW0101 2:1 `model` cannot stand here
#! TW0103 3:1 `class` cannot stand here
#! TW0101 3:12 `{` cannot stand here after `Size`
