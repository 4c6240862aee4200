library atlas { title: "Atlas" }
test "sizes" { assert 1 == 1 }

#! TW0101 2:16 `assert` cannot stand here after `{`
