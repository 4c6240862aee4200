const A = "Oslo

const B = """
  Bergen
  and more

const C = 1

#! TW0105 1:11 this string is never closed on its line
#! TW0105 3:11 this string is never closed by `"""`
#! keeps nothing
#! poisons A B C
