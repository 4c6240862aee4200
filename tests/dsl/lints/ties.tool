library a { title: "A" }
entity Shop key name { name: str, town: str }
entity Offer key shop, item { shop: Shop, item: str, price: float(0.0.., unit="EUR"), stock: int(0..), since: date }
entity Visit key id { id: str, shop: Shop, day: date }
data Shop { | name | town | | "Ada" | "Oslo" | | "Bo" | "Oslo" | | "Cy" | "Bergen" | }
data Offer {
  | shop  | item  | price | stock | since        |
  | "Ada" | "cup" | 2.5   | 3     | "2026-01-01" |
  | "Bo"  | "cup" | 3.5   | 3     | "2026-01-02" |
  | "Bo"  | "pot" | 2.5   | 5     | "2026-01-01" |
}
data Visit { | id | shop | day | | "v1" | "Ada" | "2026-01-01" | }

tool cheapest(item: str "What is wanted.", n: int "How many.") -> list[str] fails Gone writes Visit {
  "Where to buy."
  let a = first([o for o in Offer sort by o.price])
  let b = first([o for o in Offer if o.item == item sort by o.price])
  let c = first([o for o in Offer if o.item == "cup" sort by o.stock desc])
  let d = [o for o in Offer sort by o.stock desc take n]
  let e = [o.stock for o in Offer sort by o.stock take n]
  let f = [o for o in Offer sort by o.price, o.item, o.shop.name take n]
  let g = first([o for o in Offer sort by o.since, o.item])
  let h = [o for o in Offer sort by o.price]
  let i = last([v for v in Visit sort by v.day])
  let j = [town for s in Shop group by s.town as town sort by count(s) take 1]
  let k = [town for s in Shop group by s.town as town sort by count(s), town take 1]
  let l = [s.name for o in Offer for s in Shop if o.shop == s sort by s.town take n]
  let m = [x for x in [3, 1, 2] sort by x % 2 take 1]
  let p = first([o for o in Offer sort by o.price])?.price
  let q = [o for o in Offer sort by o.price][0]
  let r = first([s for s in Shop sort by s.town, length(s.name)])
  let s1 = first([o for o in Offer if o.item == item])
  let s2 = first([o for o in Offer if o.item == item and o.price > 3.0])
  let s3 = first([o for o in Offer if o.item == item])?.item
  let s4 = first([o for o in Offer if o.item == item and o.shop == Shop["Bo"]])
  let s5 = [s for s in Shop if s.town == "Oslo"][0]
  let s6 = [s for s in Shop if s.town == "Bergen"][0]
  let s7 = [s for s in Shop if lower(s.town) == lower(item) take n]
  let s8 = first([v for v in Visit if v.day == "2026-01-01"])
  let s9 = last([s.town for s in Shop if item == s.town])
  insert Visit { id: next_id("v"), shop: a?.shop ?? Shop["Ada"] ?? fail Gone, day: "2026-01-01" }
  return [b?.item ?? "", c?.item ?? "", g?.item ?? "", i?.id ?? "", r?.name ?? "", text(count(d) + count(f) + count(h)),
    text(sum(e)), join(j, ""), join(k, ""), join(l, ""), text(sum(m)), text(p ?? 0.0), q?.item ?? "",
    text(s1?.price ?? 0.0), s2?.item ?? "", s3 ?? "", s4?.item ?? "", s5?.name ?? "", s6?.name ?? "", text(count(s7)), s8?.id ?? "", s9 ?? ""]
}
error Gone $"Nothing is left."
#! TW0820 14:6 `cheapest` changes rows, and no test calls it
#! TW0808 16:43 rows may tie here, and only some of them are taken
#! TW0808 19:37 rows may tie here, and only some of them are taken
#! TW0808 24:42 rows may tie here, and only some of them are taken
#! TW0808 25:63 rows may tie here, and only some of them are taken
#! TW0808 27:71 rows may tie here, and only some of them are taken
#! TW0808 28:41 rows may tie here, and only some of them are taken
#! TW0808 30:37 rows may tie here, and only some of them are taken
#! TW0808 31:42 rows may tie here, and only some of them are taken
#! TW0808 32:19 several rows fit, nothing sorts them, and only some of them are taken
#! TW0808 36:13 several rows fit, nothing sorts them, and only some of them are taken
#! TW0808 38:13 several rows fit, nothing sorts them, and only some of them are taken
