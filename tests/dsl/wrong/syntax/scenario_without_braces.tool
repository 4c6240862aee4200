library atlas
const A = 1

#! TW0101 1:14 the text ends too early after `atlas`
