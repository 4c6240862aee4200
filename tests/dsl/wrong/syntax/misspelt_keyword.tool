tool f(a: int) -> int {
  retrun a
}

taks g {
  kind single_hop
}

#! TW0103 2:3 `retrun` cannot stand here
#! TW0103 5:1 `taks` cannot stand here
#! keeps nothing
#! poisons f g
