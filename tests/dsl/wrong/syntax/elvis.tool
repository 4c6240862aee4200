library atlas { title: "Atlas" }
fn sure(n: int?) -> int = n ?: 0

#! TW0101 2:29 what counts for null stands behind `??`
#! fixed
