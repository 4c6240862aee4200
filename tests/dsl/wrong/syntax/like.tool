library atlas { title: "Atlas" }
fn a(n: str) -> bool = n like "a%"
fn b(n: str) -> bool = n like "%a%"
fn c(n: str) -> bool = n like "a_b%"

#! TW0101 2:26 there is no `like`
#! TW0101 3:26 there is no `like`
#! TW0101 4:26 there is no `like`
