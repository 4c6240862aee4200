library atlas { title: "Atlas" }
entity City key id { id: str }
data City from cities.csv

#! TW0101 3:16 a file stands in quotes
