import B from "b.tool"
import A, C as D from "a.tool"

scenario s {
  title: "Layout",
  tags: ["a"],
  domain: test,
}

const A = 1
const B = 2

const C = 3

error X "x"
error Y "y"

@distractor
@example(a=1)
tool t(
  a: int,
  b: int = 5 "B.",
  c: str(pattern="[a-z]+", unit="x")? = null "A parameter with words.",
) -> { a: int, b: str }
  writes W, V
  fails F
{
  "Doc."
  let x = first([
    w for w in W
    if w.id == a and w.name == b and w.other == c and w.more == "something"
  ]) ?? fail F(a)
  let y = insert W { id: a, name: "b" }

  require x.a == 1 and not (x.b == 2 or x.c in [1, 2]) else F(a)
  if x.a == 1 {
    return { a: 1, b: "x" }
  } else if x.a == 2 {
    delete x
  } else {
    fail F(1)
  }
  for w in W {
    update w { id: 1 }
  }
  return { a: x.a, b: "y" }
}

extern python haversine(lat: float, lon: float) -> float
  "Distance."
  { imports: ["math"], timeout_ms: 50 }
```python
def haversine(lat,  lon):
    # a comment of Python   
    return lat
```

task t {
  kind multi_hop
  each w in W
  ask $"Who?"
  step a = t(a=w.id)
    gives a.a
    asks $"What is {w.id}?"
    after b, c
  step d = derive first([x for x in W if x.id == a]).name
  answer a.b unordered within 0.50 phrased $"{answer}"
  goal W[1] != null
}

explore 200 seed 7 { single_hop: 50, hops: 2..5 }

test "t" {
  let x = 1
  expect x == 1
  expect t(a=1) fails F
  for w in W {
    expect w.id == 1
  }
}

scale {
  level one { parameters: 1 }
  seed 1_3
  keep t, u

  level two {
    parameters: 2,
    toolset: 4,
    functionality: 1,
    types: 1,
    parameters_of_another_kind: 17,
  }
}

reward { max_turns: 8 }
