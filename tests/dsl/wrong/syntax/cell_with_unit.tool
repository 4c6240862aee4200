library atlas { title: "Atlas" }
entity City key id { id: str, height: int }
data City {
  | id     | height |
  | "oslo" | 23m    |
}

#! TW0101 5:16 a number has no unit behind it
#! fixed
