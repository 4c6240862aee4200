library atlas { title: "Atlas" }
entity City key id { id: str, mayor: str?, old: bool }
data City {
  | id     | mayor | old   |
  | "oslo" | None  | True  |
  | rome   | null  | False |
}

#! TW0101 5:14 `None` is written `null`
#! fixed
