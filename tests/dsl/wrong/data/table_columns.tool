library broken { title: "Broken" }

entity Box key id { id: str, size: int, note: str?, kind: str = "x" }
data Box { | id | siez | }
entity Bag key id { id: str, size: int, weight: int, note: str? }
data Bag { | id | size | size | }
entity Cup key id { id: str, size: int, weight: int }
data Cup { | id | }
data Cup { | id | size | weight | }
entity Pot key id { id: str }

#! TW0501 4:19 `Box` has no field `siez`
#! TW0502 6:14 `Bag` also needs `weight` in every row
#! TW0501 6:26 the column `size` stands there twice
#! TW0502 8:14 `Cup` also needs `size` and `weight` in every row
#! TW0507 9:6 `Cup` has its rows already
#! TW0508 10:8 `Pot` has no rows
