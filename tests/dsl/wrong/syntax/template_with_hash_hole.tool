library atlas { title: "Atlas" }
fn price(amount: float) -> str = $"{amount:0.2f} euro"

#! TW0109 2:44 `0.2f` is not a format
