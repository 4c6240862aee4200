library atlas { title: "Atlas" }
const A = .5
const B = 1.
const C = 1e6
const D = 0x1F
const E = 1,000

#! TW0101 2:11 `.` cannot stand here
#! TW0101 3:13 the text ends too early after `.`
#! TW0101 4:12 `e6` cannot stand here
#! TW0101 5:12 `x1F` cannot stand here
#! TW0101 6:12 `,` cannot stand here after `1`
