library broken { title: "Broken" }

record Pair { left: int, right: int }
fn f_a() -> Pair = { left: 1 }
fn f_b() -> Pair = { left: 1, rihgt: 2 }
fn f_c() -> Pair = { left: 1, right: "two" }
fn f_d() -> list[Pair] = [{ left: 1, right: 2 }, { right: 3 }]
fn f_e() -> Pair = { right: 2, left: 1 }

#! TW0312 4:20 this record lacks `right`
#! TW0312 5:31 `Pair` has no field `rihgt`
#! TW0301 6:38 expected `int`, found `str`
#! TW0312 7:50 this record lacks `left`
