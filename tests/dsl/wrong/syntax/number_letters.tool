library atlas { title: "Atlas" }
const A = 10L
const B = 0b101

#! TW0101 2:11 numbers have no letter behind them
#! TW0101 3:11 whole numbers are written in tens
#! fixed
