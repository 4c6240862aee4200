library atlas { title: "Atlas" }
tool f(a: int "A number.") -> { twice: int } {
  "Doubles."
  { twice: 2 * a }
}

#! TW0101 4:3 a tool gives its result with `return`
#! fixed
