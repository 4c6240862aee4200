library a { title: "A" }
# allow TW0802: callers give it, and a later edition reads it
fn half(x: int, y: int) -> float = x / 2
fn third(
  x: int,
  # allow TW0802: kept for symmetry with `half`
  y: int,
  z: int, # allow TW0802, TW0801: the same
) -> float = x / 3
# allow TW0803: this speaks for the line below only

# and may stand some lines before it
tool f(a: int "A number.") -> float {
  "A half."
  let x = a
  # allow TW0803
  let y = a
  # allow TW0803: a sketch
  let z = [
    n
    for n in [a]
  ]
  # Prose: allow me to say that TW0803 is about locals.
  # allow TW803: misspelt
  # allow tw0803: in small letters
  # allow TW0301: not here
  # allow TW0658: the compiler finds it
  # allow none: prose
  return half(a, a) + third(a, a, a) # allow TW0806: nothing
}
# allow TW0803: at the end of the file
#! TW0849 8:27 nothing here gives `TW0801`
#! TW0847 16:3 this allows something without a reason
#! TW0848 24:11 there is no finding `TW803`
#! TW0848 25:11 there is no finding `tw0803`
#! TW0849 26:11 nothing here gives `TW0301`
#! TW0849 29:46 nothing here gives `TW0806`
#! TW0849 31:9 nothing here gives `TW0803`
