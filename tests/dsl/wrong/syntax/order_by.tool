library atlas { title: "Atlas" }
fn sorted_up(xs: list[int]) -> list[int] = [x for x in xs order by x]

#! TW0103 2:59 `order` cannot stand here
#! fixed
