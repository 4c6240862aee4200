library a { title: "A" }
fn half(x: int, y: int) -> float = x / 2
error Gone(what: str, why: str) $"There is no {what}."
tool f(a: int "A number.", b: int "Another.") -> float fails Gone {
  "A half."
  require a > 0 else Gone("number", "too small")
  return half(a, 1)
}
#! TW0802 2:17 the function never reads its parameter `y`
#! TW0802 3:23 the message of the error never shows its parameter `why`
#! TW0802 4:28 the tool never reads its parameter `b`
