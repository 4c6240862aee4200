edition 1

class City { }

const A = 1

!!!

#! TW0101 3:1 there is no `class`
#! TW0101 7:1 `!` cannot stand here after `1`
#! keeps nothing
#! poisons A City
