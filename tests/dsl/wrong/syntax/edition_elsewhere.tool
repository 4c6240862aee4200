edition 2

const A = 1

edition 1

#! TW0116 1:9 there is no edition 2
#! TW0115 5:1 `edition` stands in the first line of a file, once
#! keeps ConstDecl
#! poisons nothing
