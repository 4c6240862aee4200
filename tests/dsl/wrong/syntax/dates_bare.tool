library atlas { title: "Atlas" }
entity Visit key id { id: str, on: date }
data Visit generate 3 { id: serial("v"), on: day_between(2025-01-01, "2025-12-31") }
fn is_new(v: Visit) -> bool = v.on == 2026-03-01

#! TW0521 3:58 `first` of `day_between` must be a date
#! TW0309 4:39 a day is compared with a number
#! fixed
