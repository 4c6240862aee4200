library broken { title: "Broken" }

entity City key id {
  id: str,
  name: str(1..40),
  inhabitants: int(0..),
  mayor: str?,
  area: float(0.., unit="km2"),
  founded: date,
}
data City {
  | id     | name   | inhabitants | mayor | area  | founded      |
  | "oslo" | "Oslo" | 717_710     | null  | 454.0 | "1048-01-01" |
}

fn f_a(c: City) -> str = c.name ?? "none"
fn f_b(c: City) -> str? = c?.name
fn f_c(c: City) -> bool = c == null
fn f_d() -> int = null ?? 3
fn f_e(c: City) -> bool = c.name != null

tool look(name: str "Name.") -> str
  fails Gone
{
  "Looks."
  return name ?? fail Gone
}
error Gone "gone"

#! TW0307 16:26 this is never null (`str`)
#! TW0307 17:27 this is never null
#! TW0307 18:27 this is never null, so the comparison is always false
#! TW0307 19:19 this is always null
#! TW0307 20:27 this is never null, so the comparison is always true
#! TW0307 26:10 this is never null (`str`)
