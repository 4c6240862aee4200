library broken { title: "Broken" }

record Box {
  a: str(pattern="[a-z"),
  b: str(pattern="^[a-z]+$"),
  c: str(pattern="\\d+"),
  d: str(pattern="(?=x)x"),
  e: str(pattern="(a)\\1"),
  f: str(pattern="([a-z]+)*"),
  g: str(pattern="[A-Z]{2}(-[0-9]{1,3})?"),
  h: str(pattern="a{,3}"),
  i: str(pattern="a++"),
  j: str(pattern=""),
  k: str(pattern="(?i:a)"),
  l: str(pattern="\\bword"),
  m: str(pattern="[]a]"),
}

#! TW0303 4:18 this pattern is refused: it is not a regular expression (unterminated character set at position 0)
#! TW0303 5:18 this pattern is refused: `^` is not needed: the whole text must match anyway
#! TW0303 6:18 this pattern is refused: `\d` differs between regex engines: write `[0-9]`
#! TW0303 7:18 this pattern is refused: of the groups that begin with `(?` only `(?:...)` is allowed
#! TW0303 8:18 this pattern is refused: a back-reference is not allowed
#! TW0303 9:18 this pattern is refused: one text can match in so many ways
#! TW0303 11:18 this pattern is refused: a plain `{` must be written `\{`
#! TW0303 12:18 this pattern is refused: a quantifier cannot be followed by `+`
#! TW0304 13:18 `pattern` is a text that is not empty
#! TW0303 14:18 this pattern is refused: of the groups that begin with `(?` only `(?:...)` is allowed
#! TW0303 15:18 this pattern is refused: `\b` is not needed: the whole text must match anyway
#! TW0303 16:18 this pattern is refused: `]` at the beginning of a set must be written `\]`
