task t {
  step a = f() gives a gives b
  answer a within 1 within 2
}

#! TW0603 1:6 the task `t` lacks `ask`
#! TW0203 2:12 there is no tool `f`
#! TW0111 2:24 `gives` is said twice
#! TW0111 3:21 `within` is said twice
#! keeps TaskDecl
#! poisons nothing
