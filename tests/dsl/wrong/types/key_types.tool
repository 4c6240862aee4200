library atlas { title: "Atlas" }
entity A key id { id: float }
entity B key id { id: str? }
entity C key id { id: list[str] }
entity D key id { name: str }
entity E key id, id { id: str }
data A { | id | | 1.0 | }
data B { | id | | "b" | }
data C { | id | | ["c"] | }
data D { | name | | "d" | }
data E { | id | | "e" | }

#! TW0317 2:23 a key is a `str`, an `int`, a `date` or a link, `id` is `float`
#! TW0317 3:23 a key is a `str`, an `int`, a `date` or a link, `id` is `str?`
#! TW0317 4:23 a key is a `str`, an `int`, a `date` or a link, `id` is `list[str]`
#! TW0317 5:14 the key `id` is not a field of `D`
#! TW0317 6:18 `id` stands twice in the key
