fn or(if: int) -> int = 1

#! TW0110 1:4 `or` is a reserved word
#! TW0110 1:7 `if` is a reserved word
#! keeps FnDecl
#! poisons nothing
