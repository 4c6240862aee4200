scenario a { title: "A" }
entity Item key id { id: str, price: float(unit="EUR"), count: int }
data Item { | id | price | count | | "x" | 1.5 | 2 | | "y" | 2.5 | 3 | }
fn with_tax(x: float) -> float = round(x * 1.25, 2)
tool price(id: str "Key.") -> float { "Stored." return Item[id]?.price ?? 0.0 }
tool value(id: str "Key.") -> { value: float, price: float } {
  "Computed, beside what is stored."
  let found = Item[id]
  let taxed = with_tax(found?.price ?? 0.0)
  return { value: taxed, price: found?.price ?? 0.0 }
}
tool doubled(id: str "Key.") -> float { "Twice." return (Item[id]?.price ?? 0.0) * 2 }
task stored { each i in Item ask $"Price of {i.id}?" step p = price(id=i.id) answer p }
task stored_field { each i in Item ask $"Plain price of {i.id}?" step v = value(id=i.id) answer v.price }
task computed_field { each i in Item ask $"Taxed price of {i.id}?" step v = value(id=i.id) answer v.value }
task computed { each i in Item ask $"Twice {i.id}?" step d = doubled(id=i.id) answer d }
task rounded { each i in Item ask $"Tenth of {i.id}?" step p = price(id=i.id) answer round(p / 10, 3) }
task summed { each i in Item ask $"All of {i.id}?" step p for j in [i] = price(id=j.id) answer sum(p) }
task close { each i in Item ask $"Third of {i.id}?" step p = price(id=i.id) answer p / 3 within 0.01 }
task whole { each i in Item ask $"About {i.id}?" step p = price(id=i.id) answer round(p) }
test "prices" { expect price(id="x") == 1.5 }
#! TW0811 15:99 this answer is computed, and without `within` it has to be met to nine digits
#! TW0811 16:86 this answer is computed, and without `within` it has to be met to nine digits
#! TW0811 17:86 this answer is computed, and without `within` it has to be met to nine digits
#! TW0811 18:96 this answer is computed, and without `within` it has to be met to nine digits
