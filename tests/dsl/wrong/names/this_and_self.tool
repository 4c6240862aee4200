library atlas { title: "Atlas" }
@check(self.size > 0)
entity City key id { id: str, size: int }
data City { | id | size | | "oslo" | 7 | }

#! TW0201 2:8 nothing here is called `self`
