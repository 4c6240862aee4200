library atlas { title: "Atlas" }
entity City key id { id: str(pattern="[a-z]+"), size: int(0..), founded: date, kind: "town" | "village" }
data City {
  | id     | size | founded      | kind      |
  | "Oslo" | 7    | "1048-01-01" | "town"    |
  | "rome" | -1   | "753-04-21"  | "town"    |
  | "bern" | 1.5  | "1191-01-01" | "vilage"  |
}

#! TW0504 5:5 `id`: `Oslo` does not match the pattern `[a-z]+`
#! TW0504 6:14 `size`: `-1` is less than 0
#! TW0504 6:21 `founded`: `753-04-21` is not a date such as 2026-03-01
#! TW0504 7:14 `size`: expected `int`, found `float`
#! TW0504 7:36 `kind`: `vilage` is not one of `town`, `village`
