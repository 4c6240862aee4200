edition 1

import City, NotFound, country_of_city, currency_of_country from "lib/geo.tool"

scenario author_currency {
  title: "Money of the country an author was born in",
  domain: literature,
  version: "1.2.0",
}

entity Author key id {
  id: str,
  name: str,
  born_in: City,
  born_on: date,
}

entity Book key id {
  id: str,
  title: str,
  author: Author,
  published: int(1400..2100),
}

data Author {
  | id    | name            | born_in  | born_on      |
  | "a01" | "Liv Sandnes"   | "hamar"  | "1931-04-09" |
  | "a02" | "Rui Tavares"   | "porto"  | "1958-11-30" |
  | "a03" | "Emi Katayama"  | "kyoto"  | "1949-02-17" |
  | "a04" | "Ana Fuentes"   | "parral" | "1964-08-02" |
}

data Book {
  | id    | title                   | author | published |
  | "b01" | "The Ice Road"          | "a01"  | 1967      |
  | "b02" | "Salt and Azulejo"      | "a02"  | 1991      |
  | "b03" | "A House of Paper"      | "a03"  | 1980      |
  | "b04" | "Letters to the Desert" | "a04"  | 2003      |
  | "b05" | "Return to Mjosa"       | "a01"  | 1972      |
}

tool author_of_book(title: str(1..200) "Exact title of the book.") -> { author: str, published: int }
  fails NotFound
{
  "Who wrote a book, and the year in which it appeared."
  let book = first([b for b in Book if b.title == title])
    ?? fail NotFound("book", title)
  return { author: book.author.name, published: book.published }
}

tool birthplace(person: str "Full name of the author.") -> { city: str, born_on: date }
  fails NotFound
{
  "Where and when an author was born."
  let author = first([a for a in Author if a.name == person])
    ?? fail NotFound("author", person)
  return { city: author.born_in.name, born_on: author.born_on }
}

task currency_behind_a_book {
  "A chain of four calls, each of which needs the answer before it."
  kind multi_hop
  each b in Book
  ask $"Which currency is used in the country where the author of \"{b.title}\" was born? Give its ISO 4217 code."
  step who = author_of_book(title=b.title)
    asks $"Who wrote \"{b.title}\"?"
    gives who.author
  step origin = birthplace(person=who.author)
    asks $"In which city was {who.author} born?"
    gives origin.city
  step place = country_of_city(city=origin.city)
    asks $"In which country does {origin.city} lie?"
    gives place.code
  step money = currency_of_country(code=place.code)
    asks $"Which currency is used in {place.country}?"
  answer money
}

test "the chain can be walked by hand" {
  let who = author_of_book(title="A House of Paper")
  expect who.author == "Emi Katayama"
  expect birthplace(person=who.author).city == "Kyoto"
}

scale {
  seed 3
  level one { parameters: 1 }
  level two { parameters: 2 }
  level three { parameters: 2, toolset: 6 }
}

reward { max_turns: 12 }
