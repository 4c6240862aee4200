edition 1
library made { title: "Made" }

fn behind(words: list[str], word: str) -> list[str] = [a + b + word for a in words for b in words]

tool pairs(words: list[str] "Words.") -> list[str] {
  "Every two words."
  return behind(words, "!")
}

tool repeated(words: list[str] "Words.") -> list[list[str]] {
  "The words, once for each of them."
  let once = [words for w in words]
  return once
}

tool written(words: list[str] "Words.") -> int {
  "How long they are."
  let line = join(words, ", ")
  let lines = join([line for w in words], "\n")
  return length(lines)
}

tool power(x: int "A number.") -> int {
  "A number times itself, over and over."
  let a = x * x * x * x * x * x * x * x * x * x
  let b = a * a * a * a * a * a * a * a * a * a
  let c = b * b * b * b * b * b * b * b * b * b
  return c * c * c * c * c * c * c * c * c * c
}

tool in_groups(words: list[str] "Words.") -> list[{ size: int, words: list[str] }] {
  "Words by how long they are: all groups together hold each word once."
  return [{ size: size, words: w } for w in words group by length(w) as size]
}

tool flat(words: list[list[str]] "Words.") -> list[str] {
  "All words, which an argument has only so many of."
  return [w for some in words for w in some]
}

#! TW0417 4:55 one call of `pairs` may hold a value of more than 200,000,000 characters and numbers
#! TW0417 13:14 one call of `repeated` may hold a value of more than 200,000,000 characters and numbers
#! TW0417 20:20 one call of `written` may hold a value of more than 200,000,000 characters and numbers
#! TW0417 28:11 one call of `power` may hold a number with more than 20,000 digits
