library atlas { title: "Atlas" }
entity City key id { id: str, name: str, size: int }
data City {
  | id     | nmae   | size | id     | colour |
  | "oslo" | "Oslo" | 7    | "oslo" | "red"  |
}

#! TW0501 4:14 `City` has no field `nmae`
#! TW0501 4:30 the column `id` stands there twice
#! TW0501 4:39 `City` has no field `colour`
