library broken { title: "Broken" }

enum Floor { low, high }
entity Room key name {
  name: str,
  beds: int?,
  price: float?,
  floor: Floor?,
  dear: bool?,
  open: bool,
}
data Room {
  | name | beds | price | floor | dear | open |
  | "a"  | null | null  | null  | null | true |
}

fn f_a() -> list[str] = [r.name for r in Room if r.beds ?? 0 > 1]
fn f_b() -> list[str] = [r.name for r in Room if r.open and r.beds ?? 0 > 1]
fn f_c() -> list[str] = [r.name for r in Room if r.price ?? 0.0 + 1.0 > 1.0]
fn f_d() -> list[str] = [r.name for r in Room if r.floor ?? "low" == "low"]
fn f_e(r: Room) -> bool = not r.dear ?? false
fn f_f(r: Room, n: int) -> int = n + r.beds ?? 0
fn f_g(r: Room) -> int = -r.beds ?? 0
fn f_h(r: Room?) -> bool = r?.beds
  ?? 0 in [1, 2]
fn f_i(r: Room) -> list[str] = [x.name for x in Room if x.name != "the name of this room" and x.name != r.name and x.beds ?? 0 > 1]

#! TW0301 17:60 `??` gives all of `0 > 1` for null: expected `int`, found `bool`
#! TW0307 18:50 `??` takes all of `r.open and r.beds`, which is never null
#! TW0301 19:61 `??` gives all of `0.0 + 1.0 > 1.0` for null: expected `float`, found `bool`
#! TW0301 20:61 `??` gives all of `"low" == "low"` for null: expected `Floor`, found `bool`
#! TW0307 21:27 `??` takes all of `not r.dear`, which is never null
#! TW0307 22:34 `??` takes all of `n + r.beds`, which is never null
#! TW0307 23:26 `??` takes all of `-r.beds`, which is never null
#! TW0301 25:6 `??` gives all of `0 in [1, 2]` for null: expected `int`, found `bool`
#! TW0307 26:57 `??` takes all that stands before it, which is never null
#! fixed
