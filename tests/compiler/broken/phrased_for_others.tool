scenario broken { title: "Broken", domain: test, version: "1.0.0", license: "CC0-1.0" }

entity Mirror key id {
  "A telescope."
  id: str,
  metres: float(0.0.., unit="m") "Diameter of the mirror",
  grams: int(0.., unit="g") "Weight of its lens",
  maker: str "Who made it",
  surname: str "Last name of the maker",
  dry: bool "Whether it stands in a desert",
}
data Mirror {
  | id | metres | grams | maker       | surname | dry   |
  | "a" |   0.7 |  2400 | "Jane Wood" | "Wood"  | true  |
  | "b" |   1.3 |  2600 | "John Wood" | "Wood"  | false |
  | "c" |   4.0 |  9000 | "Ada Berg"  | "Berg"  | false |
}

error Unknown(id: str) $"No telescope is called {id}."

tool metres(id: str "Its key.") -> { metres: float } fails Unknown {
  "Size of a mirror."
  let m = Mirror[id] ?? fail Unknown(id)
  return { metres: m.metres }
}

tool lens(id: str "Its key.") -> { grams: int } fails Unknown {
  "Weight of a lens."
  let m = Mirror[id] ?? fail Unknown(id)
  return { grams: m.grams }
}

tool maker(id: str "Its key.") -> { maker: str } fails Unknown {
  "Who made a telescope."
  let m = Mirror[id] ?? fail Unknown(id)
  return { maker: m.maker }
}

tool desert(id: str "Its key.") -> { dry: bool } fails Unknown {
  "Whether a telescope stands in a desert."
  let m = Mirror[id] ?? fail Unknown(id)
  return { dry: m.dry }
}

task rounded {
  each m in Mirror
  ask $"How many metres across is telescope {m.id}?"
  step n = metres(id=m.id) gives n.metres
  answer n.metres phrased $"{answer:.0f} m"
}

task rounded_within {
  each m in Mirror
  ask $"How wide is telescope {m.id}, to half a metre?"
  step n = metres(id=m.id) gives n.metres
  answer n.metres within 0.5 phrased $"{answer:.0f} m"
}

task in_kilograms {
  each m in Mirror
  ask $"What does the lens of telescope {m.id} weigh?"
  step n = lens(id=m.id) gives n.grams
  answer n.grams phrased $"{answer / 1000.0:.1f} kg"
}

task in_whole_kilograms {
  each m in Mirror
  ask $"How many grams does the lens of telescope {m.id} weigh?"
  step n = lens(id=m.id) gives n.grams
  answer n.grams phrased $"{answer / 1000.0:.0f} kg"
}

task by_surname {
  each m in Mirror
  ask $"Who made telescope {m.id}?"
  step n = maker(id=m.id) gives n.maker
  answer n.maker phrased $"{m.surname}"
}

task always_yes {
  each m in Mirror
  ask $"Does telescope {m.id} stand in a desert?"
  step n = desert(id=m.id) gives n.dry
  answer n.dry phrased "Yes"
}

#! TW0669 45:6 `phrased` makes '1 m' right where 0.7 is the answer
#! TW0669 66:6 `phrased` makes '2 kg' right where 2400 is the answer
#! TW0669 73:6 `phrased` makes 'Wood' right where 'Jane Wood' is the answer
#! TW0669 80:6 another task's answer is taken for the right answer
