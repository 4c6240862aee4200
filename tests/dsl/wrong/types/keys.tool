library broken { title: "Broken" }

entity A key idd { id: str }
entity B key id { id: str? }
entity C key id { id: float }
entity D key id, id { id: str }
entity E key id { id: F }
entity F key id { id: E }
entity G key a, b { a: str, b: int }
entity H key g { g: G }
entity I key other { other: J, extra: G? }
entity J key day { day: date }
data A { | id | }
data B { | id | }
data C { | id | }
data D { | id | }
data E { | id | }
data F { | id | }
data G { | a | b | }
data H { | g | }
data I { | other | extra | }
data J { | day | }

#! TW0317 3:14 the key `idd` is not a field of `A`
#! TW0317 4:23 a key is a `str`, an `int`, a `date` or a link, `id` is `str?`
#! TW0317 5:23 a key is a `str`, an `int`, a `date` or a link, `id` is `float`
#! TW0317 6:18 `id` stands twice in the key
#! TW0317 7:8 these keys need each other: `E` -> `F` -> `E`
#! TW0317 10:21 a key cannot hold a link to `G`, whose key has several parts
