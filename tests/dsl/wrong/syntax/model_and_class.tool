library atlas { title: "Atlas" }
model City key id { id: str }
class Size { width: int }

#! TW0101 2:1 there is no `model`
#! TW0101 3:1 there is no `class`
#! fixed
