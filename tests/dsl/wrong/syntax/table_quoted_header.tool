library atlas { title: "Atlas" }
entity City key id { id: str, size: int }
data City {
  | "id"   | "size" |
  | "oslo" | 7      |
}

#! TW0101 4:5 this string cannot stand here after `|`
