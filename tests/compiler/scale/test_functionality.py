"""The operator `functionality`: each kind, on a tool that it fits, before and after."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from toolwright.compiler.scale import shorter
from toolwright.compiler.scale.functionality import KINDS
from toolwright.compiler.scale.surroundings import Surroundings
from toolwright.runtime.bundle import Step
from toolwright.runtime.documents import document
from toolwright.runtime.ir.tools import Tool

from .library import applied, call, library, machine_of, rewritten


def parameters(tool: Tool) -> dict[str, Any]:
    """Parameter to its schema in the tool's document."""
    found: dict[str, Any] = document(tool)["function"]["parameters"]["properties"]
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_fits_some_tool_and_golden_calls_hold(kind: str) -> None:
    made = applied("functionality", KINDS, kind)
    assert rewritten(made)
    for tool in rewritten(made).values():
        assert tool.added == (f"functionality: {kind}",)
        new = parameters(tool).keys() - parameters(library().tool(tool.name)).keys()
        assert len(new) == 1 and new <= set(document(tool)["function"]["parameters"]["required"])
        golden = next(step for task in made.tasks for step in task.steps if step.tool == tool.name)
        assert new <= golden.arguments.keys()


def test_field_lets_any_field_of_the_row_be_chosen() -> None:
    made = applied("functionality", KINDS, "field")
    machine = machine_of(made)
    assert call(machine, "book_pages", title="Snow at Noon", field="pages") == {"pages": 120}
    assert call(machine, "book_pages", title="Snow at Noon", field="genre") == {"genre": "poems"}
    assert call(machine, "book_author", title="Snow at Noon", field="author") == {"author": "Anna Karlsen"}
    assert call(machine, "book_author", title="Snow at Noon", field="year") == {"year": 1941}
    assert call(machine, "book_author", title="Snow at Noon") == "missing_parameter"
    assert call(machine, "book_author", title="None", field="year") == "NotFound"
    # What another tool is asked for, by another way, is no choice: the plan could be cut short.
    assert "pages" not in parameters(made.tool("book_author"))["field"]["enum"]


def test_key_lets_a_row_be_found_by_any_unique_key() -> None:
    made = applied("functionality", KINDS, "key")
    machine = machine_of(made)
    assert parameters(made.tool("book_author"))["by"]["enum"] == ["title", "isbn"]
    assert call(machine, "book_author", title="Snow at Noon", by="title") == {"author": "Anna Karlsen"}
    assert call(machine, "book_author", title="1002", by="isbn") == {"author": "Anna Karlsen"}
    assert call(machine, "book_author", title="1002", by="title") == "NotFound"
    # Pages are what another tool is asked for, by another way.
    assert "book_pages" not in rewritten(made)
    assert call(machine, "lend", title="1002", by="isbn") == {"lent": True}


def test_neighbour_tells_the_same_of_what_the_row_links_to() -> None:
    made = applied("functionality", KINDS, "neighbour")
    machine = machine_of(made)
    assert rewritten(made).keys() == {"book_shelf"}
    assert parameters(made.tool("book_shelf"))["of"]["enum"] == ["book", "author"]
    assert call(machine, "book_shelf", title="Snow at Noon", of="book") == 2
    assert call(machine, "book_shelf", title="Snow at Noon", of="author") == 4
    assert call(machine, "book_shelf", title="Snow at Noon") == "missing_parameter"
    doc = made.tool("book_shelf").doc
    assert doc.endswith("`of` says whose shelf to show: the book itself or the author of a book.")


def test_neighbour_shows_nothing_that_a_task_asks_for() -> None:
    draft = library()
    asked = {"kind": "cell", "entity": "Author", "field": "shelf", "key": "ak"}
    tasks = tuple(
        task.model_copy(
            update={
                "steps": tuple(Step.model_validate({**s.model_dump(mode="json"), "fact": asked}) for s in task.steps)
            }
        )
        if task.id.startswith("pages")
        else task
        for task in draft.tasks
    )
    shelf = draft.tool("book_shelf")
    assert list(KINDS["neighbour"](shelf, Surroundings(draft)))
    assert not list(KINDS["neighbour"](shelf, Surroundings(replace(draft, tasks=tasks))))


def test_comparison_makes_equality_one_choice_of_three() -> None:
    made = applied("functionality", KINDS, "comparison")
    machine = machine_of(made)
    assert call(machine, "books_of_year", year=1988, comparison="equal") == ["The Last Ferry"]
    assert call(machine, "books_of_year", year=1988, comparison="at_least") == ["The Last Ferry", "Night Trains"]
    assert call(machine, "heavy_books", weight=0.5, comparison="at_most") == 3
    assert call(machine, "born_on", day="1901-02-03", comparison="at_least") == 3


def test_order_gives_either_end() -> None:
    made = applied("functionality", KINDS, "order")
    machine = machine_of(made)
    assert rewritten(made).keys() == {"shortest_book"}
    assert call(machine, "shortest_book", author="Anna Karlsen", which="lowest")["pages"] == 120
    assert call(machine, "shortest_book", author="Anna Karlsen", which="highest")["pages"] == 310


def test_operation_gives_a_list_or_what_is_to_be_said_of_it() -> None:
    made = applied("functionality", KINDS, "operation")
    machine = machine_of(made)
    titles = ["The Deep Fjord", "Iron Bridges"]
    assert call(machine, "books_of_year", year=1930, operation="list") == {"items": titles}
    assert call(machine, "books_of_year", year=1930, operation="count") == {"count": 2}
    assert call(machine, "books_of_year", year=1930, operation="first") == {"item": titles[0]}
    assert call(machine, "books_of_year", year=1931, operation="last") == {"item": None}


def test_dry_run_checks_and_changes_nothing() -> None:
    made = applied("functionality", KINDS, "dry_run")
    machine = machine_of(made)
    world = machine.world()
    dry = machine.call(world, "lend", '{"title": "Snow at Noon", "dry_run": true}')
    assert (dry.text, dry.receipt.writes, dry.error) == ("null", frozenset(), None)
    taken = machine.call(world, "lend", '{"title": "Iron Bridges", "dry_run": true}')
    assert taken.error is not None and taken.error.code == "Lent"
    wet = machine.call(world, "lend", '{"title": "Snow at Noon", "dry_run": false}')
    assert wet.text == '{"lent":true}' and wet.receipt.writes


def test_a_rewrite_that_shows_a_sub_answer_in_its_document_is_dropped() -> None:
    draft = library()
    told = tuple(
        entity.model_copy(
            update={
                "fields": tuple(
                    f.model_copy(update={"doc": "As Anna Karlsen counts"}) if f.name == "isbn" else f
                    for f in entity.fields
                )
            }
        )
        for entity in draft.module.entities
    )
    leaky = replace(draft, module=draft.module.model_copy(update={"entities": told}))
    made = applied("functionality", KINDS, "key", leaky)
    assert "book_author" not in rewritten(made)
    assert {d.reason for d in made.dropped if d.tool == "book_author"} == {"its document would show a sub-answer"}


def test_a_rewrite_that_does_nothing_on_any_sample_call_is_dropped() -> None:
    draft = library()
    of_one_book = ({"author": "Bert Olsen"},)
    samples = {**draft.samples, "shortest_book": of_one_book}
    made = applied("functionality", KINDS, "order", replace(draft, samples=samples))
    assert not rewritten(made)
    assert [d.reason for d in made.dropped] == ["no sample call shows that it does anything"]


def test_what_cannot_be_tried_is_not_made_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shorter, "MOST_CALLS", 0)
    made = applied("functionality", KINDS, "order")
    assert not rewritten(made)
    (dropped,) = made.dropped
    assert dropped.reason.startswith("there are more than 0 calls to try whether it cuts `shortest_by_the_author/")
