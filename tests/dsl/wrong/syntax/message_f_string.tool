library atlas { title: "Atlas" }
error Gone(n: int) f"{n} is gone."

#! TW0101 2:20 a template begins with `$` and has double quotes
#! fixed
