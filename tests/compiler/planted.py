"""A good bundle and ways to break it, its hashes in order so that it loads, each with the codes by which it is told.

`benchmarks/soundness.py` counts them, too.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from toolwright.compiler.texts import tools_page, tools_title
from toolwright.runtime import Bundle
from toolwright.runtime.bundle import Manifest, json_text
from toolwright.runtime.documents import document
from toolwright.runtime.ir.tools import ToolModule
from toolwright.runtime.line_map import map_path
from toolwright.runtime.python import module_source

from .forging import edited, resealed
from .sources import compiled

SPEC = """
scenario library { title: "A small library", domain: books, version: "1.0.0", license: "CC0-1.0", policy: "Be kind." }

entity Author key id { "Somebody who writes." id: str, name: str "Full name", city: str "Where the author was born" }
data Author {
  | id   | name         | city     |
  | "a1" | "Ada Berg"   | "Oslo"   |
  | "a2" | "Bo Dahl"    | "Bergen" |
  | "a3" | "Cleo Evans" | "Cardiff" |
  | "a4" | "Dan Fisk"   | "Malmö" |
}

entity Book key id {
  "A book on the shelves."
  id: str, title: str "Title", author: Author, pages: int(1..2000) "Number of pages", lent: int(0..) "How often lent",
}
data Book {
  | id   | title         | author | pages | lent |
  | "b1" | "First Snow"  | "a1"   | 48    | 3    |
  | "b2" | "Green Tides" | "a2"   | 97    | 5    |
  | "b3" | "Dry Stone"   | "a3"   | 62    | 8    |
  | "b4" | "Night Bus"   | "a4"   | 35    | 2    |
}

error NoBook(title: str) $"There is no book {title}."
error NoAuthor(name: str) $"There is no author {name}."

tool author_of(title: str "Title of the book.") -> { author: str } fails NoBook {
  "Who wrote a book."
  let b = first([b for b in Book if b.title == title]) ?? fail NoBook(title)
  return { author: b.author.name }
}

tool born_in(author: str "Full name of the author.") -> { city: str } fails NoAuthor {
  "Where an author was born."
  let a = first([a for a in Author if a.name == author]) ?? fail NoAuthor(author)
  return { city: a.city }
}

tool pages_of(title: str "Title of the book.") -> { pages: int } fails NoBook {
  "How many pages a book has."
  let b = first([b for b in Book if b.title == title]) ?? fail NoBook(title)
  return { pages: b.pages }
}

tool lend(title: str "Title of the book.", times: int(1..9) "How many more times.") -> { lent: int }
  fails NoBook
  writes Book
{
  "Note down that a book was lent."
  let b = first([b for b in Book if b.title == title]) ?? fail NoBook(title)
  update b { lent: b.lent + times }
  return { lent: b.lent + times }
}

@distractor
tool shelf_of(title: str "Title of the book.") -> str fails NoBook {
  "Shelf mark of a book."
  return (first([b for b in Book if b.title == title]) ?? fail NoBook(title)).id
}

task birth {
  each b in Book
  ask $"Where was the author of {b.title} born?"
  step who = author_of(title=b.title) asks $"Who wrote {b.title}?" gives who.author
  step place = born_in(author=who.author) asks $"Where was {who.author} born?" gives place.city
  answer place.city
}

task thick {
  each b in Book
  ask $"How many pages has {b.title}?"
  step n = pages_of(title=b.title) gives n.pages
  answer n.pages within 2
}

task together {
  each pair in samples(Book, size=2, count=4, seed=1)
  let titles = join([b.title for b in pair], " and ")
  ask $"How many pages have {titles} together?"
  step n for b in pair = pages_of(title=b.title) asks $"How many pages has {b.title}?" gives n.pages
  answer sum([p.pages for p in n])
}

task busy {
  each b in Book
  ask $"Note that {b.title} was lent 2 times more, and then 3 times more. How often is that in all?"
  step a = lend(title=b.title, times=2) asks $"Note 2 more for {b.title}." gives a.lent
  step c = lend(title=b.title, times=3) asks $"Note 3 more for {b.title}." gives c.lent after a
  answer c.lent
  goal Book[b.id]?.lent == b.lent
}

scale { seed 1 level more { parameters: 1, toolset: 1 } }
"""


def good_bundle() -> Bundle:
    """The bundle of `SPEC`, which nothing is wrong with."""
    found = compiled(SPEC)
    assert found.files is not None, [(d.code, d.message, d.notes) for d in found.diagnostics]
    files = dict(found.files)
    return Bundle(Manifest.model_validate_json(files.pop("manifest.json")), files)


TASKS = "levels/base/tasks.jsonl"


def row(rows: list[dict[str, Any]], task: str) -> dict[str, Any]:
    """The row of a task."""
    return next(r for r in rows if r["id"] == task)


def task(name: str, change: Callable[[dict[str, Any]], Any], level: str = "base") -> Callable[[Bundle], Bundle]:
    """Change one task."""
    path = f"levels/{level}/tasks.jsonl"
    return lambda bundle: edited(bundle, path, lambda rows: change(row(rows, name)))


def tools(change: Callable[[dict[str, Any]], Any]) -> Callable[[Bundle], Bundle]:
    """Change the tools of the base level, and write all that is made from them anew."""

    def plant(bundle: Bundle) -> Bundle:
        path = "levels/base/tools.ir.json"
        data = json.loads(bundle.files[path])
        change({tool["name"]: tool for tool in data["tools"]} | {"module": data})
        module = ToolModule.model_validate(data)
        made = {
            path: json.dumps(data),
            "levels/base/tools.json": json_text([document(tool) for tool in module.tools]),
            "levels/base/tools.md": tools_page(bundle.name, "base", module),
            "levels/base/tools.py": module_source(module, tools_title(bundle.name, "base")),
        }
        # The lines are others now, and a bundle need not say where they come from.
        kept = {name: content for name, content in bundle.files.items() if name != map_path("base")}
        return resealed(bundle, {**kept, **{name: text.encode() for name, text in made.items()}})

    return plant


def text(path: str, old: str, new: str) -> Callable[[Bundle], Bundle]:
    """Change a file's text."""

    def plant(bundle: Bundle) -> Bundle:
        content = bundle.files[path].decode()
        assert old in content
        return resealed(bundle, {**bundle.files, path: content.replace(old, new, 1).encode()})

    return plant


def both(*plants: Callable[[Bundle], Bundle]) -> Callable[[Bundle], Bundle]:
    """Several changes, one after the other."""

    def plant(bundle: Bundle) -> Bundle:
        for each in plants:
            bundle = each(bundle)
        return bundle

    return plant


def offered(name: str) -> Callable[[Bundle], Bundle]:
    """Offer a tool to all tasks of the base level."""
    return lambda bundle: edited(bundle, TASKS, lambda rows: [r["tools"].append(name) for r in rows])


def new_tool(like: str, name: str, **changes: Any) -> Callable[[Bundle], Bundle]:
    """A tool more, like another one, offered to all tasks."""

    def add(found: dict[str, Any]) -> None:
        made = {**json.loads(json.dumps(found[like])), "name": name, "origin": name, **changes}
        found["module"]["tools"].append(made)

    return both(tools(add), offered(name))


PAGES = {"op": "cell", "entity": "Book", "field": "pages", "row": {"op": "var", "name": "b"}}
ALL_BOOKS = {
    "op": "query",
    "item": PAGES,
    "clauses": [{"clause": "for", "name": "b", "source": {"op": "rows", "entity": "Book"}}],
}
LISTING = {
    "params": [],
    "fails": [],
    "result": {"type": "list", "item": {"type": "int"}},
    "body": [{"do": "return", "value": ALL_BOOKS}],
}
INSENSITIVE = {
    "fails": [],
    "result": {"type": "list", "item": {"type": "int"}},
    "body": [
        {"do": "let", "name": "said", "value": {"op": "text", "parts": [{"value": {"op": "var", "name": "title"}}]}},
        {"do": "return", "value": ALL_BOOKS},
    ],
}
CITY_AT_ONCE = {
    "op": "cell",
    "entity": "Author",
    "field": "city",
    "row": {
        "op": "follow",
        "entity": "Author",
        "key": {"op": "cell", "entity": "Book", "field": "author", "row": {"op": "var", "name": "b"}},
    },
}


def city_at_once(found: dict[str, Any]) -> None:
    """A tool that goes two steps in one."""
    made = json.loads(json.dumps(found["author_of"])) | {"name": "home_of_book", "origin": "home_of_book"}
    made["body"][-1] = {"do": "return", "value": {"op": "record", "fields": [{"name": "city", "value": CITY_AT_ONCE}]}}
    made["result"] = {"type": "record", "fields": [{"name": "city", "value": {"type": "str"}}]}
    found["module"]["tools"].append(made)


def one_kind(name: str, kind: str) -> Callable[[Bundle], Bundle]:
    return task(name, lambda t: t.update(kind=kind))


PLANTED: dict[str, tuple[Callable[[Bundle], Bundle], set[str]]] = {
    "a sub-answer in the question": (
        task("birth/1", lambda t: t.update(question=t["question"] + " Ada Berg wrote it.")),
        {"TW0664"},
    ),
    "a short sub-answer in the question": (
        task("thick/1", lambda t: t.update(question="How many pages has First Snow, 48?")),
        {"TW0664"},
    ),
    "a sub-answer in the policy": (
        lambda b: resealed(b, b.files, policy="Greet everybody from Cardiff."),
        {"TW0664"},
    ),
    "a sub-answer in a document": (
        tools(lambda t: t["born_in"]["params"][0].update(doc="Full name, such as Bo Dahl.")),
        {"TW0665"},
    ),
    "a short sub-answer in a document": (
        tools(lambda t: t["pages_of"].update(doc="How many pages a book has, e.g. 97.")),
        {"TW0665"},
    ),
    "a dead parameter": (
        tools(
            lambda t: t["pages_of"]["params"].append(
                {"name": "edition", "value": {"type": "int"}, "doc": "Which one.", "required": False, "default": 1}
            )
        ),
        {"TW0676"},
    ),
    "a document that asks for another type": (
        text("levels/base/tools.json", '"type": "integer"', '"type": "string"'),
        {"TW0666", "TW0677"},
    ),
    "a document without a parameter": (
        lambda b: edited(b, "levels/base/tools.json", _without_times),
        {"TW0666", "TW0677"},
    ),
    "a signature with another default": (
        text("levels/more/tools.py", "| None = None", "| None = 7"),
        {"TW0666", "TW0677"},
    ),
    "a docstring that says something else": (
        text("levels/base/tools.py", "title: Title of the book.", "title: Name of the reader."),
        {"TW0666", "TW0677"},
    ),
    "a docstring with a word that the document does not know": (
        text("levels/base/tools.py", "title: Title of the book.", "title: Title of the book. One of `Emma`."),
        {"TW0666", "TW0677"},
    ),
    "a page of tools that says something else": (
        text("levels/base/tools.md", "Who wrote a book.", "Ada Berg wrote the first book."),
        {"TW0666"},
    ),
    "a card that says something else": (text("README.md", "library", "archive"), {"TW0666"}),
    "a report that says something else": (
        lambda b: edited(b, "report.json", lambda r: r["levels"]["base"]["proofs"].update(golden_plans=1)),
        {"TW0666"},
    ),
    "a manifest that counts other kinds": (
        lambda b: resealed(b, b.files, kinds={**b.manifest.kinds, "multi_hop": 7}),
        {"TW0666"},
    ),
    "a task that one call solves": (both(tools(city_at_once), offered("home_of_book")), {"TW0675"}),
    "a tool that shows everything unasked": (new_tool("pages_of", "all_pages", **LISTING), {"TW0675", "TW0678"}),
    "a tool whose arguments do not matter": (
        new_tool("pages_of", "some_pages", **INSENSITIVE),
        {"TW0675", "TW0676", "TW0678"},
    ),
    "a wrong answer": (task("together/1", lambda t: t["answer"].update(value=1)), {"TW0674"}),
    "a wrong answer at a scaled level": (
        task("together/1", lambda t: t["answer"].update(value=1, computed={"op": "const", "value": 1}), "more"),
        {"TW0674"},
    ),
    "an answer that cannot be computed": (
        task("together/1", lambda t: t["answer"].update(computed=_first_of_nothing())),
        {"TW0674"},
    ),
    "another task's answer accepted": (
        task("birth/1", lambda t: t["answer"].update(aliases=["Bergen"])),
        {"TW0669", "TW0674"},
    ),
    "a tolerance that takes any answer": (
        task("thick/1", lambda t: t["answer"].update(tolerance=1000)),
        {"TW0669", "TW0674"},
    ),
    "a wrong sub-answer": (task("thick/1", lambda t: t["steps"][0].update(answer=49)), {"TW0667"}),
    "a wrong sub-answer of a step that writes": (
        task("busy/1", lambda t: t["steps"][0].update(answer=4)),
        {"TW0667"},
    ),
    "a wrong fact": (task("thick/1", lambda t: t["steps"][0]["fact"].update(key="b2")), {"TW0661"}),
    "a golden call that fails": (
        task("thick/1", lambda t: t["steps"][0]["arguments"].update(title="No Such Book")),
        {"TW0661"},
    ),
    "a golden tool that is not offered": (task("thick/1", lambda t: t["tools"].remove("pages_of")), {"TW0661"}),
    "a goal that is not reached": (
        task("busy/1", lambda t: t.update(goal={"op": "const", "value": False})),
        {"TW0661"},
    ),
    "a wrong kind": (one_kind("together/1", "multi_hop"), {"TW0657"}),
    "a step that is not needed": (
        task("thick/1", lambda t: t.update(kind="parallel_single_hop", steps=[*t["steps"], _again(t["steps"][0])])),
        {"TW0662"},
    ),
    "a question asked twice": (
        lambda b: edited(b, TASKS, lambda rows: row(rows, "thick/2").update(question=row(rows, "thick/1")["question"])),
        {"TW0659"},
    ),
    "an order that the plan does not say": (
        task("busy/1", lambda t: (t["steps"][1].pop("after"), t.update(kind="parallel_single_hop"))),
        {"TW0679"},
    ),
}


def _without_times(documents: list[dict[str, Any]]) -> None:
    schema = next(d["function"] for d in documents if d["function"]["name"] == "lend")["parameters"]
    schema["properties"].pop("times")
    schema["required"].remove("times")


def _first_of_nothing() -> dict[str, Any]:
    nothing = {"op": "item", "value": {"op": "list", "items": []}, "position": {"op": "const", "value": 0}}
    return {"op": "neg", "value": nothing}


def _again(step: dict[str, Any]) -> dict[str, Any]:
    return {**step, "id": "again"}
