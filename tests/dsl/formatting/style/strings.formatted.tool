scenario s {
  title: "Strings",
  domain: test,
  policy: """
    An order can be changed.
      Indented further.

    "Quoted" \u{41}.
    """,
  clock: """one line""",
}

error E(a: str)
  $"""
  {a} said:
    {a}
  """
error F(a: str) $"\u{41} {a} {{}} {upper(a):.2f}"
error G "plain"
error H $"no hole"

const A = 1000000
const B = 1_0.50e+3
const C = ""

enum K {
  """
  Several
    lines.
  """
  a "one",
  b,
}

error TooLongForOneLine(first_parameter: str)
  $"A message of an error that does not fit on the line of its head {first_parameter}."
