edition 1

import City, Country, NotFound, country_of_city, currency_of_country from "../lib/geo.tool"

scenario author_currency {
  title: "Money of the country in which an author was born",
  domain: literature,
  tags: ["books", "authors", "import"],
  version: "1.0.0",
  license: "CC0-1.0",
}

entity Author key id {
  "A writer."
  id: str(pattern="[a-z_]+"),
  name: str(1..80) "Name as it stands on the cover",
  born_in: City,
  language: str(1..40) "Language of the main works",
}

entity Book key id {
  "A novel, a play, a poem or an essay."
  id: str(pattern="[a-z_]+"),
  title: str(1..120) "English title, or the original one where it is better known",
  author: Author,
  published: int(1000..2100) "Year of the first edition",
}

data Author from "data/authors.csv"

data Book from "data/books.csv"

tool author_of_book(title: str(1..120) "Exact title of the book.") -> { author: str }
  fails NotFound
{
  "Who wrote a book."
  let book = first([b for b in Book if lower(b.title) == lower(title)])
    ?? fail NotFound("book", title)
  return { author: book.author.name }
}

tool birthplace(author: str(1..80) "Full name of the author.") -> { city: str }
  fails NotFound
{
  "The city in which an author was born."
  let found = first([a for a in Author if lower(a.name) == lower(author)])
    ?? fail NotFound("author", author)
  return { city: found.born_in.name }
}

@distractor
tool book_year(title: str(1..120) "Exact title of the book.") -> { published: int }
  fails NotFound
{
  "The year in which a book first appeared."
  let book = first([b for b in Book if lower(b.title) == lower(title)])
    ?? fail NotFound("book", title)
  return { published: book.published }
}

@distractor
tool author_language(author: str(1..80) "Full name of the author.") -> { language: str }
  fails NotFound
{
  "The language in which an author mainly wrote."
  let found = first([a for a in Author if lower(a.name) == lower(author)])
    ?? fail NotFound("author", author)
  return { language: found.language }
}

@distractor
tool calling_code(country: str(1..60) "English name of the country.") -> { prefix: str }
  fails NotFound
{
  "International telephone prefix of a country."
  let found = first([c for c in Country if lower(c.name) == lower(country)])
    ?? fail NotFound("country", country)
  return { prefix: found.calling_code }
}

task currency_behind_a_book {
  "A chain of four calls, each of which needs the answer before it."
  kind multi_hop
  each b in Book
  ask $"Which currency is used today in the country where the author of \"{b.title}\" was born? Give its ISO 4217 code."
  ask $"The author of \"{b.title}\" was born in a city. What is the ISO 4217 code of the money of the country in which that city lies today?"
  step who = author_of_book(title=b.title)
    asks $"Who wrote \"{b.title}\"?"
    gives who.author
  step origin = birthplace(author=who.author)
    asks $"In which city was {who.author} born?"
    gives origin.city
  step place = country_of_city(city=origin.city)
    asks $"In which country is {origin.city}?"
    gives place.country
  step money = currency_of_country(country=place.country)
    asks $"What is the ISO 4217 code of the currency of {place.country}?"
    gives money.currency
  answer money.currency
}

task currency_behind_an_author {
  kind multi_hop
  each a in Author
  ask $"Which currency is used today in the country where {a.name} was born? Give its ISO 4217 code."
  ask $"What is the ISO 4217 code of the money one needs today in the country of birth of {a.name}?"
  step origin = birthplace(author=a.name)
    asks $"In which city was {a.name} born?"
    gives origin.city
  step place = country_of_city(city=origin.city)
    asks $"In which country is {origin.city}?"
    gives place.country
  step money = currency_of_country(country=place.country)
    asks $"What is the ISO 4217 code of the currency of {place.country}?"
    gives money.currency
  answer money.currency
}

task currency_of_a_city {
  kind multi_hop
  each c in City
  ask $"I am going to {c.name}. Which currency do I need there? Give its ISO 4217 code."
  ask $"What is the ISO 4217 code of the currency that shops in {c.name} take?"
  step place = country_of_city(city=c.name)
    asks $"In which country is {c.name}?"
    gives place.country
  step money = currency_of_country(country=place.country)
    asks $"What is the ISO 4217 code of the currency of {place.country}?"
    gives money.currency
  answer money.currency
}

test "the chain can be walked by hand" {
  let who = author_of_book(title="The Trial")
  expect who.author == "Franz Kafka"
  let origin = birthplace(author=who.author)
  expect origin.city == "Prague"
  expect currency_of_country(country=country_of_city(city=origin.city).country).currency == "CZK"
}

test "an unknown name is a declared error" {
  expect author_of_book(title="The Unwritten Book") fails NotFound
  expect birthplace(author="Nobody") fails NotFound
  expect country_of_city(city="Atlantis") fails NotFound
  expect currency_of_country(country="Atlantis") fails NotFound
}

scale {
  seed 3
  level scaled { parameters: 2, toolset: 3 }
}

reward { max_turns: 8 }
