library atlas { title: "Atlas" }
const A = .5
const B = 1.
const C = 1e6
const D = 0x1F
const E = 1,000

#! TW0101 2:11 a number begins with a digit
#! TW0101 3:11 a digit follows the point of a number
#! TW0101 4:11 a number with an exponent has a point
#! TW0101 5:11 whole numbers are written in tens
#! TW0101 6:11 thousands are parted by `_`
#! fixed
