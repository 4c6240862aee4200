library atlas { title: "Atlas" }
enum Size { small, large }
const A: Size = "Small"
const B: Size = "huge"
const C: Size = small
fn d(s: Size) -> bool = s == "lage"

#! TW0310 3:17 `Small` is not one of `small`, `large`
#! TW0310 4:17 `huge` is not one of `small`, `large`
#! TW0201 5:17 nothing here is called `small`
#! TW0310 6:30 `lage` is not one of `small`, `large`
