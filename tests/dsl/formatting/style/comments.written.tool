

# The first line stays the first.

   # So does the second.
edition 1 # the only one
# about the library
library   lib {  # settings
  # own line
  title: "Comments" # trailing
  , domain: test,

  # before the closing brace
}
# about the annotation
@check(stock >= 0) # why
# between annotation and declaration
entity Box key id # key
{
  # before the documentation
  "A box."

  # before a field

  id: str, # allow TW0801: a reason
  stock: int(  # range
    0.. ),
  # a group of its own


  tags: list[ # of what
    str
  ](..3),
  # last in the block
}
# a lone comment

# a comment for the enum
enum Size { small, # not large
  large }
record Empty { # nothing yet
}
record Hollow {
  # one
  # two
}
data Box {
  # before the header
  | id | stock | tags |
  # before a row
  | "a" | 1 | [] | # behind a row

  # a group
  | "b" | 20 | ["x"] |
  # behind all rows
}
const A: int = # in the middle
  5
const B: int =
  # on its own
  6

error Gone(id: str, # which
  stock: int) # of the head
  # of the message
  $"{id} is gone"
fn total(x: int, y: int) -> int = x # one
  + y # two
  # three
@distractor # allow TW0802: it must be near
tool look(
  # before the parameter
  id: str "Id.", # behind the parameter
  # behind them all
) -> { stock: int } # the result
  # before the effects
  fails Gone # behind them
  writes Box # written
{ # opening
  "Looks." # said
  # before a statement
  let box = Box[id] # found
    # else
    ?? fail Gone(id, 1)


  # before the condition
  if box.stock > 0 { # is there
    return { stock: 1 } # one
    # behind the return
  } # closes
  # before else
  else { # is not there
    # empty but for this
  }
  update box { # what
    stock: 1 # how
  }
  return { # before the entry
    stock: box.stock }
} # behind the tool
# at the end
