library broken { title: "Broken" }

const NOTHING = null
tool look() -> int {
  "Looks."
  let none = null
  let empty = []
  let typed: list[int] = []
  let maybe: int? = null
  return maybe ?? count(typed)
}

#! TW0315 3:17 what else may `NOTHING` be than null?
#! TW0315 6:14 the type of null cannot be told
#! TW0315 7:15 the type of an empty list cannot be told
