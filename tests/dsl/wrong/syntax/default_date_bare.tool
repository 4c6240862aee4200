library atlas { title: "Atlas" }
entity Visit key id {
  id: str,
  on: date = 2026-03-01 "Day of the visit",
  at: datetime = 2026-03-01T09:00:00,
}
data Visit { | id | | "a" | }

#! TW0101 4:14 a date stands in quotes
#! TW0101 5:18 a date stands in quotes
#! fixed
