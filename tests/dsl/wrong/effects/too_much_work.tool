edition 1
library too_much_work { title: "Loops in loops" }

entity Log key id { id: str "Key." }
data Log { | id | | "a" | | "b" | }

tool pairs(words: list[str] "Words.", few: list[str](..20) "A few words.") -> int {
  "Words that stand three times."
  return count([w for w in words for v in words for f in few if w == v])
}

tool doubled() -> int
  writes Log
{
  "Rows for rows."
  for a in Log {
    for b in Log {
      insert Log { id: a.id + b.id }
    }
  }
  return count(Log)
}

fn all_of(words: list[str]) -> list[str] = [$"{v}{w}" for w in words for v in words]

tool deep(words: list[str](..100) "Words.") -> int {
  "Ten thousand words, four times over."
  let many = all_of(words)
  return count([a for a in many if a in many])
}

tool fine(words: list[str](..100) "Words.", limit: int(1..50) "How many.") -> int {
  "Not too many."
  let some = [w for w in words take limit]
  return count([a for a in some for b in some for c in words])
}

#! TW0416 9:28 one call of `pairs` may take 41,001,001 steps, and 10,000,000 are the most
#! TW0416 12:6 there is no limit to the work of one call of `doubled`
#! TW0416 29:28 one call of `deep` may take 100,030,102 steps, and 10,000,000 are the most
