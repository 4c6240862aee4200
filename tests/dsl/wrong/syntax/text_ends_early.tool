const A = 1 +
const B = 2

#! TW0101 1:14 the text ends too early after `+`
#! keeps ConstDecl
#! poisons A
