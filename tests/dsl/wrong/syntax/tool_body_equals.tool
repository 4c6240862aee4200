library atlas { title: "Atlas" }
tool f(a: int "A number.") -> int = a

#! TW0101 2:35 `=` cannot stand here after `int`
