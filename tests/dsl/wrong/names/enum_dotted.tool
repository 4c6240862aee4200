library atlas { title: "Atlas" }
enum Size { small, large }
fn a() -> Size = Size.small

#! TW0209 3:18 the members of `Size` are written as text
#! fixed
