library atlas { title: "Atlas" }
fn price(amount: float) -> str = $"{amount:%.2f} euro"

#! TW0109 2:44 `%.2f` is not a format
