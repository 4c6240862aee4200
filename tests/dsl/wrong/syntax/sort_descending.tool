library atlas { title: "Atlas" }
fn sorted_down(xs: list[int]) -> list[int] = [x for x in xs sort by x descending]

#! TW0103 2:71 `descending` cannot stand here
#! fixed
