library atlas { title: "Atlas" }
fn a(name: str) -> bool = name == null
fn b(name: str) -> str = name ?? "nobody"
fn c(name: str?) -> int = length(name)
fn d(name: str?) -> str = upper(name) + "!"

#! TW0307 2:27 this is never null, so the comparison is always false
#! TW0307 3:26 this is never null (`str`)
#! TW0306 4:34 this may be null (`str?`), so one cannot give it to `length`
#! TW0306 5:33 this may be null (`str?`), so one cannot give it to `upper`
