edition 1

library r {
  title: "Regions",
}

# fmt: off
const A   =   1
enum   E { a,  # kept
  b }
# fmt: on

const B = 2

# fmt: off
const C   =   3
