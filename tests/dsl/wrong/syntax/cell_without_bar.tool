data City {
  | id  | name |
  | "a" "Oslo" |
}

#! TW0102 3:8 `|` is missing before this string
#! keeps nothing
#! poisons nothing
