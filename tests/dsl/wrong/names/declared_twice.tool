library broken { title: "Broken" }

enum Size { small, large, small }
record Size { a: int, a: str }
fn one() -> int = 1
const one: int = 2
error Size "again"
entity Rows key id { id: str, id: int }
data Rows { | id | }
const Rows: int = 3
fn pair(a: int, a: str) -> int = a
fn record_twice() -> { a: int } = { a: 1, a: 2 }

#! TW0206 3:27 there are two members called `small`
#! TW0206 4:8 `Size` is declared twice
#! TW0206 6:7 `one` is declared twice
#! TW0206 7:7 `Size` is declared twice
#! TW0206 8:31 there are two fields called `id`
#! TW0206 10:7 `Rows` is declared twice
#! TW0206 11:17 there are two parameters called `a`
#! TW0206 12:43 the field `a` is given twice
