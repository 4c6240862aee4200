library atlas { title: "Atlas" }
tool echo(text: str "What comes back.") : str {
  "The text once more."
  return text
}

#! TW0101 2:41 what it gives stands behind `->`
#! fixed
