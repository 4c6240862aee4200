const A = $"{} {a:3f} {a"
const B = $"{a +} }"
const C = $"{City["x"].name}"

#! TW0108 1:13 this hole is empty
#! TW0201 1:17 nothing here is called `a`
#! TW0109 1:19 `3f` is not a format
#! TW0108 1:23 this hole is never closed
#! TW0101 2:17 the text ends too early after `+`
#! TW0108 2:19 this `}` closes no hole
#! TW0108 3:13 this hole is never closed
#! keeps ConstDecl ConstDecl
#! poisons C
