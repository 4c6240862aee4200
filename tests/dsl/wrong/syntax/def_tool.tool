library atlas { title: "Atlas" }
entity City key id { id: str, size: int }
data City { | id | size | | "oslo" | 7 | }
def size_of(id: str "A key.") -> int {
  "How many people live in a city."
  return City[id]?.size ?? 0
}
test "it" { expect size_of(id="oslo") == 7 }

#! TW0101 4:1 a tool is declared with `tool`
#! fixed
