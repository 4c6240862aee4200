library atlas { title: "Atlas" }
error Odd(n: int) $"{n} has no half."
tool half(n: int "What to halve.") -> int {
  "Half of an even number."
  require n % 2 == 0 else Odd(n)
  return n // 2
}
test "odd numbers" { expect half(n=3) fails Odd }

#! TW0401 5:27 `half` does not say that it fails with `Odd`
#! fixed
