library atlas { title: "Atlas" }
record Place { code: str(pattern="^[A-Z]{3}$"), other: str(pattern="\\d+") }

#! TW0303 2:34 this pattern is refused: `^` is not needed: the whole text must match anyway
#! TW0303 2:68 this pattern is refused: `\d` differs between regex engines: write `[0-9]`
#! fixed
