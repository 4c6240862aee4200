library atlas { title: "Atlas" }
const A: date = "2026-3-1"
const B: date = "01/03/2026"
const C: date = "1 March 2026"
const D: date = "2026-02-30"
const E: datetime = "2026-03-01"
const F: datetime = "2026-03-01 09:00"
const G: datetime = "2026-03-01T09:00:00Z"
const H: date = "2026-03-01T09:00:00"
const I: date = 20260301

#! TW0310 2:17 `2026-3-1` is not a date such as 2026-03-01
#! TW0310 3:17 `01/03/2026` is not a date such as 2026-03-01
#! TW0310 4:17 `1 March 2026` is not a date such as 2026-03-01
#! TW0310 5:17 `2026-02-30` is no day of the calendar
#! TW0310 6:21 `2026-03-01` is not a time such as 2026-03-01T09:00:00
#! TW0310 7:21 `2026-03-01 09:00` is not a time such as 2026-03-01T09:00:00
#! TW0310 8:21 `2026-03-01T09:00:00Z` is not a time such as 2026-03-01T09:00:00
#! TW0310 9:17 `2026-03-01T09:00:00` is not a date such as 2026-03-01
#! TW0301 10:17 expected `date`, found `int`
