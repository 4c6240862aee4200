const A = "C:\temp\q"
const B = "\u{110000} \u{d800}"

#! TW0106 1:19 `\q` is not an escape
#! TW0106 2:12 `\u{110000}` is not a character
#! TW0106 2:23 `\u{d800}` is not a character
#! keeps ConstDecl ConstDecl
#! poisons nothing
