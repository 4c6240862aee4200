library atlas { title: "Atlas" }
import City from "geo.tool"
fn f(c: City) -> str = c.id

#! TW0901 2:18 `geo.tool` cannot be read: no such file or directory
