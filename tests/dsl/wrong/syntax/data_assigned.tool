library atlas { title: "Atlas" }
entity City key id { id: str }
data City = [{ id: "oslo" }]

#! TW0101 3:11 rows are not assigned
