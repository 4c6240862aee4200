data City {
  | id  | name   | size |
  | "a" |        | 3    |
  | "b" | "Oslo" | 4    |
}

data Town {
  | id  | name   | size |
  |     | "Bern" | 3    |
  | "b" | "Oslo" |      |
  | "c" | "Rome" |      |
}

const A = 1

#! TW0211 1:6 there is no entity `City`
#! TW0102 3:18 this cell is empty
#! TW0102 9:9 this cell is empty
#! TW0102 10:25 this cell is empty
#! TW0102 11:25 this cell is empty
#! keeps DataDecl ConstDecl
#! poisons nothing
