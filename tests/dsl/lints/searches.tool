library a { title: "A" }
entity City key id { id: str, name: str }
entity Twin key one, two { one: City, two: City }
entity Mayor key city { city: City, name: str }
data City { | id | name | | "x" | "Oslo" | }
data Twin { | one | two | | "x" | "x" | }
data Mayor { | city | name | | "x" | "Ada" | }
tool f(id: str "Key.") -> list[str] {
  "Searches."
  let a = first([c for c in City if c.id == id])?.name
  let b = first([c for c in City if lower(id) == c.id])
  let c = first([x for x in City if lower(x.id) == id])
  let d = first([x.name for x in City if x.id == id])
  let e = first([t for t in Twin if t.one.id == id])
  let g = first([x for x in City if x.name == id])
  let h = if b == null then null else first([m for m in Mayor if b == m.city])?.name
  let i = last([x for x in City if x.id == id])
  return [a ?? "", c?.name ?? "", d ?? "", e?.one?.name ?? "", g?.name ?? "", h ?? "", i?.name ?? ""]
}
#! TW0823 10:11 this searches `City` for its key
#! TW0823 11:11 this searches `City` for its key
#! TW0823 16:39 this searches `Mayor` for its key
