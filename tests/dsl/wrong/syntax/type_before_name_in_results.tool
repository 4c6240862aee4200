library atlas { title: "Atlas" }
tool echo(str text "What comes back.") -> { str note } {
  "The text as a note."
  return { note: text }
}

#! TW0101 2:15 a name stands before its type
#! TW0101 2:49 a name stands before its type
#! fixed
