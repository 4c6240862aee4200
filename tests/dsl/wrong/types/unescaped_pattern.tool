library atlas { title: "Atlas" }
record Place {
  code: str(pattern="\d+"),
  other: str(pattern="[a-z\d]{3}"),
  name: str(1..60) "A \d of its own.",
}

#! TW0303 3:21 this pattern is refused: `\d` differs between regex engines: write `[0-9]`
#! TW0303 4:22 this pattern is refused: `\d` differs between regex engines: write `[0-9]`
#! TW0106 5:23 `\d` is not an escape
