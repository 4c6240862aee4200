library atlas { title: "Atlas" }
fn missing(name: str?) -> bool = name is None
fn given(name: str?) -> bool = name is not None

#! TW0103 2:39 `is None` cannot stand here
#! TW0103 3:37 `is not None` cannot stand here
#! fixed
