library atlas { title: "Atlas" }
fn large(xs: list[int]) -> list[int] = [x for x of xs if x > 5]

#! TW0103 2:49 `of` cannot stand here
#! fixed
