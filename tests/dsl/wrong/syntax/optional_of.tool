library atlas { title: "Atlas" }
record Trip { note: Optional[str] }

#! TW0202 2:21 there is no type `Optional`
#! fixed
