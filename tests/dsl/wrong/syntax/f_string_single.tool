library atlas { title: "Atlas" }
fn shown(n: int) -> str = f'{n} people'
fn other(n: int) -> str = $'{n} cities'

#! TW0101 2:27 a template begins with `$` and has double quotes
#! TW0101 3:27 a template begins with `$` and has double quotes
#! fixed
