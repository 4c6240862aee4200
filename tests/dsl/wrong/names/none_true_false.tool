library atlas { title: "Atlas" }
const A: str? = None
const B: bool = True
const C: bool = False
const D: str? = nil
const E: str? = undefined
const F: str? = NULL

#! TW0201 2:17 nothing here is called `None`
#! TW0201 3:17 nothing here is called `True`
#! TW0201 4:17 nothing here is called `False`
#! TW0201 5:17 nothing here is called `nil`
#! TW0201 6:17 nothing here is called `undefined`
#! TW0201 7:17 nothing here is called `NULL`
#! fixed
