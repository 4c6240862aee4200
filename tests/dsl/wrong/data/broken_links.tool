library atlas { title: "Atlas" }
entity Country key id { id: str }
entity City key id { id: str, country: Country }
data Country { | id | | "norway" | }
data City {
  | id     | country  |
  | "oslo" | "norwya" |
  | "rome" | "italy"  |
}

#! TW0505 7:14 there is no `Country` with the key `norwya`
#! TW0505 8:14 there is no `Country` with the key `italy`
