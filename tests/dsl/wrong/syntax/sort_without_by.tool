library atlas { title: "Atlas" }
fn sorted_up(xs: list[int]) -> list[int] = [x for x in xs sort x desc]

#! TW0102 2:64 `by` is missing before `x`
#! fixed
