library broken { title: "Broken" }

@distractor(1)
@example(x=1)
@example(x="one")
@example(y=1)
@example()
@exmaple(x=1)
@check(x > 1)
tool a(x: int "A number.") -> int { "A." return x }

@distractor
@check(id)
@check()
@check(id == "x")
entity B key id { @secret id: str }
data B { | id | }

#! TW0414 3:1 `@distractor` takes no arguments
#! TW0301 5:12 expected `int`, found `str`
#! TW0311 6:10 `a` has no parameter `y`
#! TW0311 7:1 `a` needs `x`
#! TW0414 8:2 `@exmaple` means nothing on a tool
#! TW0414 9:2 `@check` means nothing on a tool
#! TW0414 12:2 `@distractor` means nothing on an entity
#! TW0313 13:8 a condition is true or false, but this is `str`
#! TW0414 14:1 `@check` takes one condition
#! TW0414 16:19 `@secret` does not belong on a field or a parameter
