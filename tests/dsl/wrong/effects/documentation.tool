library broken { title: "Broken" }

tool a(x: int) -> int { return x }
tool b(x: int "A number.", y: int = 1) -> int { "B." return x + y }

#! TW0412 3:6 the tool `a` has no documentation
#! TW0413 3:8 the parameter `x` has no documentation
#! TW0413 4:28 the parameter `y` has no documentation
