@distractor
enum A { b }

#! TW0101 2:1 `enum` cannot stand here after `distractor`
#! keeps nothing
#! poisons A
