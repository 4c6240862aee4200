library q {
  title: "Queries",
}

fn a(xs: list[int]) -> list[int] = [ # items
  x # the item
  for x in xs # the source
  # the condition
  if x > 1 # first
    # second
    and x < 9
  sort by x desc # the order
  take 3
] # the end

fn b(xs: list[int]) -> list[int] = [x for x in xs if x > 1 sort by x desc take 3]

fn c(x: int) -> int =
  if x > 1 # more
    then 1 # one
    else 2 # two

fn d(x: int) -> int =
  max([
    x, # here
    2,
  ])

fn e(x: int) -> int =
  (
    x # sum
      + 1
  ) * 2

fn f(first_operand: int, second_operand: int, third_operand: int) -> int =
  first_operand + second_operand * third_operand - 12345

fn g() -> list[str] = [
  "a long text number one",
  "a long text number two",
  "a long text number three",
  "four",
]

fn h() -> { a: int } = { a: 1 }
