library atlas { title: "Atlas" }
fn a(name: str) -> int = name.length
fn b(names: list[str]) -> int = names.length
fn c(names: list[str]) -> int = names.count
fn d(day: date) -> int = day.year

#! TW0204 2:31 `str` has no fields
#! TW0204 3:39 `list[str]` has no fields
#! TW0204 4:39 `list[str]` has no fields
#! TW0204 5:30 `date` has no fields
#! fixed
