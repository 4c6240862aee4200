"""A world to run calls on: five entities of equal size, tools that look up, that filter, sort and limit, that write."""

from __future__ import annotations

SCENARIO = """edition 1

scenario lending_library {{
  title: "A lending library",
  domain: culture,
  version: "1.0.0",
  license: "CC0-1.0",
}}

entity Author key id {{
  "Somebody who wrote books."
  id: str(1..12) "Number in the register of authors",
  name: str(1..80) "Full name",
  born: date "Day of birth",
}}

entity Book key isbn {{
  "A book of the library."
  isbn: str(1..20) "Number on the back cover",
  title: str(1..80) "Title",
  author: Author "Who wrote it",
  genre: "crime" | "history" | "novel" | "poetry" | "science" | "travel" "Shelf that it stands on",
  price: float(0.0.., unit="EUR") "What it costs to replace",
  year: int(1400..2100) "Year of publication",
  stock: int(0..) "Copies on the shelf",
}}

entity Member key id {{
  "A reader."
  id: str(1..12) "Number of the card",
  name: str(1..80) "Full name",
  joined: date "First day",
}}

entity Branch key id {{
  "A house of the library."
  id: str(1..12) "Number of the house",
  name: str(1..80) "Name of the house",
  seats: int(0..) "Places to read",
}}

entity Loan key id {{
  "A book that somebody took home."
  id: str(1..12) "Number of the slip",
  book: Book,
  member: Member,
  branch: Branch,
  since: date "Day on which it was taken",
}}

data Author generate {rows} seed 7 {{
  id: serial("A", width=7),
  name: person(),
  born: day_between("1900-01-01", "1990-12-31"),
}}

data Book generate {rows} seed 7 {{
  isbn: serial("B", width=7),
  title: unique(pattern("[BDFGKLMNPRSTVZ][aeiou][bdfgklmnprstvz][aeiou][lnrs]a [A-Z][aeiou][lnrs]a [1-9][0-9]{{2}}")),
  author: pick(Author),
  genre: choice(),
  price: uniform(2.0, 90.0),
  year: uniform(1900, 2025),
  stock: uniform(100000, 900000),
}}

data Member generate {rows} seed 7 {{
  id: serial("M", width=7),
  name: person(),
  joined: day_between("1990-01-01", "2025-12-31"),
}}

data Branch generate {rows} seed 7 {{
  id: serial("H", width=7),
  name: pattern("[BDFGKLMNPRSTVZ][aeiou][lnrs]a house"),
  seats: uniform(2, 400),
}}

data Loan generate {rows} seed 7 {{
  id: serial("L", width=7),
  book: pick(Book),
  member: pick(Member),
  branch: pick(Branch),
  since: day_between("2025-01-01", "2025-12-31"),
}}

error UnknownBook(book: str) $"There is no book {{book}}."
error NotEnough(book: str) $"There are not that many copies of {{book}} on the shelf."

tool price_of(isbn: str(1..20) "Number on the back cover.") -> {{ price: float }}
  fails UnknownBook
{{
  "What it costs to replace a book."
  let found = Book[isbn] ?? fail UnknownBook(isbn)
  return {{ price: found.price }}
}}

tool published(title: str(1..80) "Title of the book.") -> {{ year: int }}
  fails UnknownBook
{{
  "In which year a book was published."
  let found = first([b for b in Book if b.title == title]) ?? fail UnknownBook(title)
  return {{ year: found.year }}
}}

tool dearest(
  genre: "crime" | "history" | "novel" | "poetry" | "science" | "travel" "Shelf.",
  at_most: float(0.0..) "Highest price.",
  limit: int(1..50) = 5 "How many to show.",
) -> list[{{ title: str, price: float, year: int }}]
{{
  "The dearest books of a shelf up to a price."
  return [
    {{ title: b.title, price: b.price, year: b.year }}
    for b in Book if b.genre == genre and b.price <= at_most
    sort by b.price desc, b.isbn
    take limit
  ]
}}

tool take_out(isbn: str(1..20) "Number on the back cover.", copies: int(1..9) "How many.") -> {{ left: int }}
  fails UnknownBook, NotEnough
  writes Book
{{
  "Take copies of a book off the shelf. Shows how many are left."
  let found = Book[isbn] ?? fail UnknownBook(isbn)
  require found.stock >= copies else NotEnough(isbn)
  update found {{ stock: found.stock - copies }}
  return {{ left: found.stock }}
}}

task ask_about_a_book {{
  kind parallel_single_hop
  each b in [b for b in Book if b.price > 50.0 take 20]
  let copies = 3
  ask $"What is the price of {{b.isbn}}, when was \\"{{b.title}}\\" published, what is left when I take {{copies}}?"
  step cost = price_of(isbn=b.isbn) asks $"What does it cost to replace {{b.isbn}}?" gives cost.price
  step year = published(title=b.title) asks $"When was \\"{{b.title}}\\" published?" gives year.year
  step left = take_out(isbn=b.isbn, copies=copies)
    asks $"Take {{copies}} copies of {{b.isbn}}. How many are left?"
    gives left.left
  answer left.left
}}

reward {{ max_turns: 40 }}
"""


def library(rows: int) -> str:
    """The scenario with *rows* rows of every entity."""
    return SCENARIO.format(rows=rows)
