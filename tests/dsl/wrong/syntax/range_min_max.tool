library atlas { title: "Atlas" }
record Size { width: int(min=1, max=9) }

#! TW0304 2:26 the limits of `int` are a range, not settings
#! fixed
