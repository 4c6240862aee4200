library broken { title: "Broken" }

entity City key id { id: str, name: str }
data City {
  | id | name |
}
entity Box key id { id: str, home: City }
data Box generate 0 { id: serial("B"), home: pick(City) }
data City generate 10 { id: serial("C"), name: "x" }
entity Bag key id { id: str, home: City, size: int, next: Bag }
data Bag generate 10 { id: serial("B"), home: pick(City), siez: 1, next: pick(Bag) }
entity Cup key id { id: str, home: City, size: int }
data Cup generate 10 { id: serial("B"), home: pick(City) }
entity Hat key id { id: str, home: City }
data Hat generate 10 { id: serial("B"), home: pick(City) }
entity Jar key id { id: str, name: str, lid: str }
data Jar generate 30 { id: pattern("[A-Z]"), name: unique(choice(["a", "b"])), lid: "x" }
entity Key key room, shelf { room: str, shelf: str }
data Key generate 30 { room: choice(["a", "b"]), shelf: pattern("[0-9]") }
entity Lid key id { id: str, one: str, two: str }
data Lid generate 3 { id: serial("L"), one: choice(["a", "b"], except="two"), two: choice(["a", "b"], except="one") }
entity Mug key id { id: str, name: str }
data Mug generate 30 { id: serial("M"), name: unique(choice(["a", "b"])) }
entity Net key id { id: str, name: str }
data Net generate 3000000 { id: serial("M"), name: first_name(), name: "x" }

#! TW0525 8:10 1 to 1,000,000 rows are generated, not 0
#! TW0507 9:6 `City` has its rows already
#! TW0501 11:59 `Bag` has no field `siez`
#! TW0526 11:74 the first `Bag` has no earlier one to link to
#! TW0502 13:6 `Cup` also needs `size` in every row
#! TW0526 15:52 `City` has no rows to pick from
#! TW0524 17:36 `id` can have 26 different values at most, and there are 30 rows
#! TW0524 19:65 `room` and `shelf` together can have 20 different values at most, and there are 30 rows
#! TW0523 21:45 these columns wait for each other: `one` -> `two` -> `one`
#! TW0524 23:61 `name` can have 2 different values at most, and there are 30 rows
#! TW0525 25:10 1 to 1,000,000 rows are generated, not 3,000,000
#! TW0501 25:66 the column `name` stands there twice
