library a { title: "A" }
entity City key id { id: str, people: int(0..), old: bool, port: bool?, share: float(0.0..1.0) }
data City { | id | people | old | port | share | | "x" | 1 | true | false | 0.5 | }
tool f(n: int(1..50) "A number.", flag: bool "Which way.", m: int "A number.") -> int writes City {
  "Conditions."
  let city = City["x"]
  if city == null { return 0 }
  if n > 0 { return 1 }
  if n >= 1 and n <= 49 { return 2 }
  if 51 <= n or n == 0 or n != 60 { return 3 }
  if -1 > n { return 4 }
  if m > 0 and city.share <= 1.0 { return 5 }
  if city.people >= 0 { return 6 }
  if count(City) >= 0 or count(City) > 0 { return 7 }
  if true { return 8 }
  if flag or false { return 9 }
  if flag and false { return 9 }
  if m in [] { return 10 }
  if 1 == 2 { return 11 }
  if m + 1 == m + 1 { return 12 }
  if flag == true { return 13 }
  if flag != true or city.port == true { return 14 }
  if false == (flag and m > 0) { return 15 }
  if (flag == false) == city.old { return 16 }
  let direct = if m > 3 then true else false
  let same = if m > 3 then m else m
  if direct { update city { old: true } } else { update city { old: true } }
  if direct { return same } else if same > 1 { return m }
  update city { people: city.people - m }
  return city.people
}
test "f is called twice" { expect f(n=1, flag=true, m=1) == f(n=1, flag=true, m=1) }
#! TW0815 8:6 this is always true
#! TW0815 9:6 this is always true
#! TW0815 10:6 this is always false
#! TW0815 10:17 this is always false
#! TW0815 10:27 this is always true
#! TW0815 11:6 this is always false
#! TW0815 12:16 this is always true
#! TW0815 14:6 this is always true
#! TW0814 15:6 this condition is always true
#! TW0814 16:14 `false` changes nothing beside `or`
#! TW0814 17:6 `false` makes this always false
#! TW0814 18:6 nothing is in an empty list, so this is always false
#! TW0814 19:6 two values that stand in the text always compare the same
#! TW0814 20:6 both sides are the same, so this is always true
#! TW0816 21:6 this says in a roundabout way what the condition itself says
#! TW0816 22:6 this says in a roundabout way what the condition itself says
#! TW0816 23:6 this says in a roundabout way what the condition itself says
#! TW0816 24:6 this says in a roundabout way what the condition itself says
#! TW0816 25:16 this says in a roundabout way what the condition itself says
#! TW0818 26:14 both values are the same, whatever the condition says
#! TW0818 27:3 both branches do the same, whatever the condition says
