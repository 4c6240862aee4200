library atlas { title: "Atlas" }
enum Size { small, large }
entity City key id { id: str, size: Size }
data City {
  | id     | size       |
  | "oslo" | Size.large |
}

#! TW0101 6:14 a text in a table stands in quotes
#! fixed
