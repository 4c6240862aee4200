library atlas { title: "Atlas" }
const double = (x) => x * 2

#! TW0101 2:20 there are no functions without a name
