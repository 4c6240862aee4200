library atlas { title: "Atlas" }
entity City key id { id: str, mayor: str, size: int }
data City {
  | id     | mayor | size |
  | "oslo" | null  | null |
}
const A: str = null
fn f() -> int = null

#! TW0504 5:14 `mayor`: expected `str`, found `null`
#! TW0504 5:22 `size`: expected `int`, found `null`
#! TW0301 7:16 expected `str`, found `null`
#! TW0301 8:17 expected `int`, found `null`
