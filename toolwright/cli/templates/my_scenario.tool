edition 1

scenario my_scenario {
  title: "Fruit at the market",
  domain: shopping,
  version: "0.1.0",
}

entity Stall key name {
  "A stall at the market."
  name: str(1..40) "What is written above it",
  owner: str(1..40) "Who runs it",
  row: int(1..20) "Row of the market hall",
}

data Stall {
  | name          | owner           | row |
  | "Green Door"  | "Amina Haddad"  |   3 |
  | "Old Orchard" | "Per Lindqvist" |   7 |
  | "Sunny Side"  | "Rosa Moreno"   |  12 |
}

entity Fruit key name {
  "A kind of fruit that one stall sells."
  name: str(1..40) "English name, as on the price tag",
  stall: Stall "The stall that sells it",
  price: float(0.0.., unit="EUR") "Price of a kilogram",
}

# Rows may come from a file, too: data Fruit from "fruit.csv"
data Fruit {
  | name       | stall         | price |
  | "apples"   | "Old Orchard" |   2.4 |
  | "apricots" | "Sunny Side"  |   5.9 |
  | "cherries" | "Green Door"  |  8.25 |
  | "figs"     | "Sunny Side"  |   7.5 |
  | "pears"    | "Old Orchard" |   3.1 |
  | "quinces"  | "Green Door"  |  4.75 |
}

error NotSold(fruit: str) $"Nobody sells {fruit}."
error UnknownStall(stall: str) $"There is no stall called {stall}."

tool find_fruit(fruit: str(1..40) "English name of the fruit.") -> { stall: str, price: float }
  fails NotSold
{
  "Stall that sells a fruit, and the price of a kilogram in euros."
  let found = Fruit[fruit] ?? fail NotSold(fruit)
  return { stall: found.stall.name, price: found.price }
}

tool stall_owner(stall: str(1..40) "Name of the stall.") -> str
  fails UnknownStall
{
  "Person who runs a stall."
  let found = Stall[stall] ?? fail UnknownStall(stall)
  return found.owner
}

@distractor
tool stall_row(stall: str(1..40) "Name of the stall.") -> int
  fails UnknownStall
{
  "Row of the market hall in which a stall stands."
  let found = Stall[stall] ?? fail UnknownStall(stall)
  return found.row
}

# One task for each row; the answers come from the rows, and the kind from the plan.
task price_of_a_fruit {
  kind single_hop
  each f in Fruit
  ask $"What does a kilogram of {f.name} cost, in euros?"
  step found = find_fruit(fruit=f.name)
    asks $"What does a kilogram of {f.name} cost, in euros?"
    gives found.price
  answer found.price within 0.005
}

task seller_of_a_fruit {
  kind multi_hop
  each f in Fruit
  ask $"Who runs the stall that sells {f.name}?"
  step found = find_fruit(fruit=f.name)
    asks $"Which stall sells {f.name}?"
    gives found.stall
  step owner = stall_owner(stall=found.stall)
    asks $"Who runs {found.stall}?"
  answer owner
}

test "what nobody sells is a declared error" {
  expect find_fruit(fruit="bananas") fails NotSold
  expect find_fruit(fruit="figs").price == 7.5
}

scale {
  seed 1
  level scaled { parameters: 2, toolset: 2 }
}
