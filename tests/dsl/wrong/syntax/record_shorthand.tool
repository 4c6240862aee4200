library atlas { title: "Atlas" }
fn size(width: int) -> { width: int } = { width }

#! TW0101 2:43 `width` has no value
#! fixed
