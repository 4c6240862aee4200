edition 1

class City { }

const A = 1

!!!

#! TW0103 3:1 `class` cannot stand here
#! TW0101 3:12 `{` cannot stand here after `City`
#! TW0101 7:1 `!` cannot stand here after `1`
#! keeps nothing
#! poisons A
