"""A small world with a tool for every kind of rewrite, and the means to apply one kind alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from toolwright.compiler.scale.draft import Draft, with_samples
from toolwright.compiler.scale.kinds import Kind, rewrite_by_kinds
from toolwright.runtime import Bundle
from toolwright.runtime.facts import EffectFact
from toolwright.runtime.ir.tools import Tool
from toolwright.runtime.ir.verify import problems
from toolwright.runtime.machine import Machine, Observation
from toolwright.runtime.python import BUILTINS
from toolwright.runtime.tracing import plain, traced_parts

from ..sources import bundle_of

LIBRARY = """
scenario library_desk { title: "Desk of a library", domain: test, version: "1.0.0", license: "CC0-1.0" }

entity Author key id {
  "A writer."
  id: str(pattern="[a-z]+") "Short name",
  name: str(1..40) "Full name",
  born: date "Day of birth",
  shelf: int(1..9) "Shelf where the works stand",
}

entity Book key isbn {
  "A book on the shelf."
  isbn: str(pattern="[0-9]{4}") "Number of the book",
  title: str(1..40) "Title as printed",
  author: Author,
  year: int(1500..2100) "Year of the first edition",
  pages: int(1..) "Number of pages",
  weight: float(0.0..9.0, unit="kg") "What it weighs",
  genre: str(1..20) "Kind of book",
  lent: bool "Whether somebody has it",
  shelf: int(1..9) "Shelf where it stands",
}

data Author {
  | id   | name           | born         | shelf |
  | "ak" | "Anna Karlsen" | "1901-02-03" | 4     |
  | "bo" | "Bert Olsen"   | "1901-02-03" | 4     |
  | "cm" | "Cleo Marsh"   | "1950-12-31" | 7     |
}

data Book {
  | isbn   | title           | author | year | pages | weight | genre    | lent  | shelf |
  | "1001" | "The Deep Fjord"| "ak"   | 1930 | 310   | 0.5    | "novel"  | false | 4     |
  | "1002" | "Snow at Noon"  | "ak"   | 1941 | 120   | 0.25   | "poems"  | false | 2     |
  | "1003" | "Iron Bridges"  | "bo"   | 1930 | 480   | 1.5    | "manual" | true  | 2     |
  | "1004" | "The Last Ferry"| "cm"   | 1988 | 222   | 0.5    | "novel"  | false | 7     |
  | "1005" | "Night Trains"  | "cm"   | 1999 | 265   | 0.75   | "novel"  | true  | 2     |
}

error NotFound(what: str) $"There is no {what} of this name."
error Lent "Somebody has the book already."

tool book_pages(title: str(1..40) "Title of the book.") -> int
  fails NotFound
{
  "How many pages a book has."
  let book = first([b for b in Book if lower(b.title) == lower(title)]) ?? fail NotFound("book")
  return book.pages
}

tool book_shelf(title: str(1..40) "Title of the book.") -> int
  fails NotFound
{
  "On which shelf a book stands."
  let book = first([b for b in Book if b.title == title]) ?? fail NotFound("book")
  return book.shelf
}

tool book_author(title: str(1..40) "Title of the book.") -> { author: str }
  fails NotFound
{
  "Who wrote a book."
  let book = first([b for b in Book if b.title == title]) ?? fail NotFound("book")
  return { author: book.author.name }
}

tool books_of_year(year: int(1500..2100) "Year of the first edition.") -> list[str] {
  "Books that appeared in one year."
  return [b.title for b in Book if b.year == year]
}

tool books_of_genre(genre: str(1..20) "Kind of book.") -> int {
  "How many books of one kind there are."
  return count([b for b in Book if b.genre == genre])
}

tool books_between(low: int(1..) "Least pages.", high: int(1..) "Most pages.") -> int {
  "How many books have so many pages."
  return count([b for b in Book if b.pages >= low and b.pages <= high])
}

tool heavy_books(weight: float(0.0..9.0, unit="kg") "Least weight.") -> int {
  "How many books weigh at least so much."
  return count([b for b in Book if b.weight >= weight])
}

tool shortest_book(author: str(1..40) "Name of the author.") -> { pages: int, lent: bool }
  fails NotFound
{
  "The shortest book of an author."
  let found = first([b for b in Book if b.author.name == author sort by b.pages]) ?? fail NotFound("book")
  return { pages: found.pages, lent: found.lent }
}

tool born_on(day: date "Day of birth.") -> int {
  "How many authors were born on a day."
  return count([a for a in Author if a.born == day])
}

tool lend(title: str(1..40) "Title of the book.") -> { lent: bool }
  fails NotFound, Lent
  writes Book
{
  "Lend a book to somebody."
  let book = first([b for b in Book if b.title == title]) ?? fail NotFound("book")
  require not book.lent else Lent
  update book { lent: true }
  return { lent: true }
}

task pages {
  each b in Book
  ask $"How long is \\"{b.title}\\", in pages?"
  step n = book_pages(title=b.title)
    asks $"How long is \\"{b.title}\\"?"
  answer n
}
task shelves {
  each b in Book
  ask $"On which shelf is \\"{b.title}\\"?"
  step n = book_shelf(title=b.title)
    asks $"Where is \\"{b.title}\\"?"
  answer n
}
task shortest_by_the_author {
  each b in [b for b in Book if b.title in ["Night Trains", "The Deep Fjord"]]
  ask $"The author of \\"{b.title}\\": how many pages has the shortest of that author's books?"
  step who = book_author(title=b.title)
    asks $"Who wrote \\"{b.title}\\"?"
    gives who.author
  step short = shortest_book(author=who.author)
    asks $"How long is the shortest book of {who.author}?"
    gives short.pages
  answer short.pages
}
task in_a_year {
  each y in [1930, 1941, 1988]
  ask $"How many books appeared in {y}?"
  step found = books_of_year(year=y)
    asks $"Which books appeared in {y}?"
  answer count(found)
}
task of_a_genre {
  each g in ["novel", "poems"]
  ask $"How many {g} are there?"
  step n = books_of_genre(genre=g)
    asks $"How many {g} are there?"
  answer n
}
task between {
  each least in [100, 200]
  ask $"How many books have {least} to 300 pages?"
  step n = books_between(low=least, high=300)
    asks $"How many books have {least} to 300 pages?"
  answer n
}
task heavy {
  ask $"How many books weigh half a kilogram or more?"
  step n = heavy_books(weight=0.5)
    asks $"How many books weigh half a kilogram or more?"
  answer n
}
task birthday {
  each a in Author
  ask $"How many authors were born on {a.born}, like {a.name}?"
  step n = born_on(day=a.born)
    asks $"How many authors were born on {a.born}?"
  answer n
}
task lending {
  each b in [b for b in Book if not b.lent]
  ask $"Please lend me \\"{b.title}\\"."
  step done = lend(title=b.title)
    asks $"Lend \\"{b.title}\\"."
    gives done.lent
  answer done.lent
  goal Book[b.isbn]?.lent == true
}

scale { seed 1 level one { parameters: 1 } }
"""


def draft_of(bundle: Bundle) -> Draft:
    """The draft of a level of a built scenario, before any operator."""
    level = bundle.level()
    return with_samples(Draft(level.module, tuple(level.tasks.values()), bundle.rows))


@cache
def library() -> Draft:
    """The draft of the library."""
    return draft_of(bundle_of(LIBRARY))


def applied(operator: str, kinds: Mapping[str, Kind], kind: str, draft: Draft | None = None) -> Draft:
    """A draft (the library's) with one kind of rewrite made wherever it fits."""
    made = rewrite_by_kinds(operator, {kind: kinds[kind]}, draft or library(), 1, 1)
    holds(made)
    return made


def rewritten(draft: Draft) -> dict[str, Tool]:
    """The tools that scaling changed."""
    return {tool.name: tool for tool in draft.module.tools if tool.added}


def machine_of(draft: Draft) -> Machine:
    """A machine that runs the tools of a draft."""
    illegal = problems(draft.module, BUILTINS)
    assert not illegal, illegal
    return Machine(draft.module, draft.rows)


def call(machine: Machine, tool: str, **arguments: Any) -> Any:
    """What a call on the untouched world gives, an error as its code."""
    seen = machine.call(machine.world(), tool, json.dumps(arguments))
    return seen.error.code if seen.error else json.loads(seen.text)


def played(draft: Draft) -> Iterator[tuple[str, Any, Observation]]:
    """Every golden call of a draft, made as its plan makes it: (place, step, what it gave)."""
    machine = machine_of(draft)
    for task in draft.tasks:
        world = machine.world()
        for step in task.steps:
            yield f"{task.id} {step.id}", step, machine.call(world, step.tool, json.dumps(step.arguments))


def holds(draft: Draft) -> None:
    """Every golden call still shows its fact and sub-answer (property 27)."""
    for place, step, seen in played(draft):
        fact = step.golden_fact
        assert seen.error is None, (place, step.arguments, seen.text)
        assert seen.receipt.holds(fact), (place, step.arguments, seen.text)
        if not isinstance(fact, EffectFact):
            shown = [plain(part) for part in traced_parts(seen.result) if part.fact == fact]
            assert step.answer in shown, (place, seen.text)
