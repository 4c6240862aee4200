const A = 9223372036854775808
const B = 1.0e999

#! TW0107 1:11 this number is too large
#! TW0107 2:11 this number is too large
#! keeps ConstDecl ConstDecl
#! poisons nothing
