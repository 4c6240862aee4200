library maps { title: "Maps" }

enum Size { small, large }
entity City key id { id: str "Key." }
data City { | id | | "oslo" | }

const RATES: map[str(pattern="[A-Z]{3}"), float] = { EUR: 1, usd: 1.1, EUR: 2.0 }
const SIZES: map[Size, int](1..2) = { small: 1, larg: 2, "tiny": "many" }

record Wrong {
  a: map[int, str],
  b: map[str],
  c: map[str, City],
  d: map[str, int](2..1),
  e: map[bool?, list[str]],
}

fn price(rates: map[str, float] = { NOK: 10.5 }, code: str) -> float = rates[code]
fn all_of(rates: map[str, float]) -> list[str] = [k for k in rates]
fn first_of(rates: map[str, float]) -> float = rates.EUR ?? rates["EUR", "USD"] ?? rates[0] ?? 1.0
fn held(rates: map[str, float]) -> bool = 3 in rates or "EUR" in rates or "tiny" in SIZES
fn counted(rates: map[str, float]) -> int = count(rates) + count(keys(rates)) + count(values(["a"]))
fn same(a: map[str, float], b: map[str, int]) -> bool = a == b

#! TW0310 7:62 `usd` does not match the pattern `[A-Z]{3}`
#! TW0206 7:72 the key `EUR` is given twice
#! TW0310 8:37 this map has 3 entries, the type asks for at most 2
#! TW0310 8:49 `larg` is not one of `small`, `large`
#! TW0310 8:58 `tiny` is not one of `small`, `large`
#! TW0301 8:66 expected `int`, found `str`
#! TW0304 11:10 the keys of a map are texts or members of an enum, not `int`
#! TW0304 12:6 a map has a type of keys and a type of values
#! TW0305 13:15 a value of a map cannot be a row
#! TW0302 14:20 the range is empty: 2 is more than 1
#! TW0304 15:10 the keys of a map are texts or members of an enum, not `bool?`
#! TW0301 18:72 expected `float`, found `float?`
#! TW0314 19:62 expected a list, found `map[str, float]`
#! TW0204 20:54 `map[str, float]` has no fields
#! TW0322 20:61 a map is read at one key
#! TW0301 20:90 expected `str`, found `int`
#! TW0309 21:43 `int` is never a key of `map[str, float]`
#! TW0310 21:75 `tiny` is not one of `small`, `large`
#! TW0301 22:51 `count` expects a list, found `map[str, float]`
#! TW0301 22:94 `values` expects a map, found `list[str]`
