library atlas { title: "Atlas" }
entity Room key name { name: str, beds: int, price: float }
data Room {
  | name | beds  | price |
  | "a"  | 1     | 95,5  |
  | "b"  | 1,000 | 0,25  |
}
const A = 12,5
const B: list[int] = [12,5]

#! TW0101 5:20 a number has a decimal point
#! TW0101 6:12 thousands are parted by `_`
#! TW0101 6:20 a number has a decimal point
#! TW0101 8:11 a number has a decimal point
#! fixed
