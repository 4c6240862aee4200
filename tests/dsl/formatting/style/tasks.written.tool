scenario s { title: "Tasks" }
entity Flight key id { id: str, fare: float, on: date, by: str }
data Flight generate 1_200 seed 42 { # rows
id: serial("F", width=4),
# what it costs
fare: uniform(20.0,900.0,digits=2), # in euros

on: dates("2026-01-01", "2026-12-31"), by: weighted({ "a long name of one airline": 5, "a long name of another airline": 3, none: 1 }) }
data Flight generate 5 { }
task t { # a task
  # its kind
  kind single_hop # short
  each f in [f for f in Flight if f.fare > 100 and f.by != "a long name of one airline" and f.on > "2026-02-01"]

  ask $"One?" # first
  ask $"Two?"
  # the step
  step a = fare(id=f.id) # by number
    # what is asked
    asks $"What costs {f.id}?" # in euros
    # which value
    gives a.fare # the value
    after b, # one
      c # two
  step e for x in [x for x in Flight] = fare(id=x.id) gives e.fare
  answer a.fare # the answer
    unordered # in any order
    # to the cent
    within 0.005
    phrased $"{answer:.2f} EUR" # said
  goal # at the end
    true
}
scale { # the levels
  # drawn
  seed 7 # lucky
  # as it is
  keep a, b # both

  # easy
  level easy { parameters: 1 } # one
  level hard { parameters: 2, # two
    toolset: 4 }
  # no more
}
reward { # the usual
}
test "t" {
  # one
  expect fare(id="x") fails # why
    Gone
  expect fare(id="x", # here
    other=1).fare == 1
  for f in Flight { # all
  }
}
