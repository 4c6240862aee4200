library broken { title: "Broken" }

entity Country key code { code: str(pattern="[A-Z]{2}"), name: str }
data Country {
  | code | name     |
  | "NO" | "Norway" |
  | "PT" | "Spain"  |
  | "NO" | "Again"  |
}
entity Place key country, name { country: Country, name: str, twin: Place? }
data Place {
  | country | name   | twin            |
  | "NO"    | "Oslo" | null            |
  | "NP"    | "Oslo" | ["NO", "Oslo"]  |
  | "no"    | "Oslo" | ["NO", "Osloo"] |
  | "NO"    | "Oslo" | "NO"            |
  | "PT"    | "Faro" | null            |
}

#! TW0506 8:5 there are two rows of `Country` with the key `NO`
#! TW0505 14:5 there is no `Country` with the key `NP`
#! TW0504 15:5 `country`: `no` does not match the pattern `[A-Z]{2}`
#! TW0505 15:24 there is no `Place` with the key `NO`, `Osloo`
#! TW0506 16:5 there are two rows of `Place` with the key `NO`, `Oslo`
#! TW0504 16:24 `twin`: a link to `Place` is a list of its key: `country` and `name`
