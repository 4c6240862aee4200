edition 1

library geo {
  title: "Cities, their countries and the money used there",
  domain: geography,
  version: "1.0.0",
  license: "CC0-1.0",
}

entity Country key code {
  "A country and its money."
  code: str(pattern="[A-Z]{2}") "ISO 3166 alpha-2 code",
  name: str(1..60) "English name",
  currency: str(pattern="[A-Z]{3}") "ISO 4217 code",
  currency_name: str(1..60) "English name of the currency",
  calling_code: str(pattern="[+][0-9]{1,4}") "International telephone prefix",
}

entity City key id {
  "A city and the country in which it lies today."
  id: str(pattern="[a-z_]+"),
  name: str(1..60) "English name",
  country: Country,
}

data Country from "data/countries.csv"

data City from "data/cities.csv"

error NotFound(what: str, name: str) $"There is no {what} called {name}."

tool country_of_city(city: str(1..60) "English name of the city.") -> { country: str }
  fails NotFound
{
  "The country in which a city lies today."
  let found = first([c for c in City if lower(c.name) == lower(city)])
    ?? fail NotFound("city", city)
  return { country: found.country.name }
}

tool currency_of_country(country: str(1..60) "English name of the country.") -> { currency: str }
  fails NotFound
{
  "ISO 4217 code of the money used in a country."
  let found = first([c for c in Country if lower(c.name) == lower(country)])
    ?? fail NotFound("country", country)
  return { currency: found.currency }
}
