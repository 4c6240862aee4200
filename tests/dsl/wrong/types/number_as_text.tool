library atlas { title: "Atlas" }
entity City key id { id: str, size: int, area: float, founded: date, coastal: bool }
data City {
  | id     | size  | area | founded      | coastal |
  | "oslo" | "700" | 454  | "1048-01-01" | "yes"   |
}

#! TW0504 5:14 `size`: expected `int`, found `str`
#! TW0504 5:44 `coastal`: expected `bool`, found `str`
#! fixed
