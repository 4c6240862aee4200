library atlas { title: "Atlas" }
fn large(xs: list[int]) -> list[int] = [x for x in xs where x > 5]

#! TW0103 2:55 `where` cannot stand here
#! fixed
