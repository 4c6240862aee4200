library atlas { title: "Atlas" }
fn size(width: int) -> { width: int } = { width = 2 * width }

#! TW0101 2:49 a name and its value are parted by `:`
#! fixed
