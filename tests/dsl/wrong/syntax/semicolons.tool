library atlas { title: "Atlas" }
const A = 1;
tool f(a: int "A number.") -> int {
  "Doubles.";
  let b = a * 2;
  return b;
}

#! TW0101 2:12 `;` cannot stand here
#! TW0101 4:13 `;` cannot stand here
#! TW0101 5:16 `;` cannot stand here
#! TW0101 6:11 `;` cannot stand here
#! fixed
