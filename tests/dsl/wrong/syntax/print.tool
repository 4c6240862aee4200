library atlas { title: "Atlas" }
tool f(a: int "A number.") -> int {
  "Works on a number."
  print(a)
  console.log($"{a} came")
  return a
}

#! TW0101 4:3 a tool prints nothing: its caller sees what it returns
#! TW0101 5:3 a tool prints nothing: its caller sees what it returns
#! fixed
