"""The operator `types`: each kind, on a tool that it fits, before and after."""

from __future__ import annotations

from typing import Any

import pytest

from toolwright.compiler.scale.types import KINDS
from toolwright.runtime.documents import document
from toolwright.runtime.ir.tools import Tool

from .library import applied, call, library, machine_of, rewritten


def parameters(tool: Tool) -> dict[str, Any]:
    """Parameter to its schema in the tool's document."""
    found: dict[str, Any] = document(tool)["function"]["parameters"]["properties"]
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_fits_some_tool_and_golden_calls_hold(kind: str) -> None:
    made = applied("types", KINDS, kind)
    assert rewritten(made)
    old = machine_of(library())
    for tool in rewritten(made).values():
        assert tool.added == (f"types: {kind}",)
        golden = next(step.arguments for task in made.tasks for step in task.steps if step.tool == tool.name)
        assert call(old, tool.name, **golden) in ("wrong_type", "missing_parameter", "unknown_parameter")


def test_a_batch_gives_the_results_in_order() -> None:
    made = applied("types", KINDS, "batch")
    machine = machine_of(made)
    assert call(machine, "book_pages", titles=["Snow at Noon", "Night Trains"]) == [120, 265]
    assert call(machine, "book_pages", titles=["Snow at Noon", "None"]) == "NotFound"
    assert call(machine, "book_pages", titles=[]) == "constraint"
    assert call(machine, "books_of_year", years=[1988, 1930]) == [
        ["The Last Ferry"],
        ["The Deep Fjord", "Iron Bridges"],
    ]
    assert call(machine, "lend", titles=["Snow at Noon", "The Last Ferry"]) == [{"lent": True}, {"lent": True}]
    # A call that fails in the middle changes nothing.
    world = machine.world()
    seen = machine.call(world, "lend", '{"titles": ["Snow at Noon", "Night Trains"]}')
    assert seen.error is not None and seen.error.code == "Lent"
    again = machine.call(world, "lend", '{"titles": ["Snow at Noon"]}')
    assert again.text == '[{"lent":true}]'


def test_a_key_says_which_it_is() -> None:
    made = applied("types", KINDS, "key")
    machine = machine_of(made)
    assert call(machine, "lend", title={"by": "isbn", "value": "1002"}) == {"lent": True}
    assert call(machine, "lend", title={"by": "title", "value": "1002"}) == "NotFound"
    assert call(machine, "lend", title={"by": "colour", "value": "1002"}) == "not_in_enum"
    assert call(machine, "lend", title="Snow at Noon") == "wrong_type"


def test_several_values_become_a_record() -> None:
    made = applied("types", KINDS, "record")
    machine = machine_of(made)
    assert rewritten(made).keys() == {"books_between"}
    assert call(machine, "books_between", query={"low": 100, "high": 300}) == 3
    assert call(machine, "books_between", query={"low": 100}) == "missing_parameter"


def test_bounds_become_a_range() -> None:
    made = applied("types", KINDS, "range")
    machine = machine_of(made)
    assert call(machine, "books_between", pages={"from": 100, "to": 300}) == 3
    assert call(machine, "heavy_books", weight={"from": 0.5, "to": None}) == 4
    assert call(machine, "heavy_books", weight={"from": 0.5, "to": 0.75}) == 3
    assert call(machine, "books_of_year", year={"from": 1988, "to": 1999}) == ["The Last Ferry", "Night Trains"]
    assert call(machine, "books_of_year", year={"from": 1930, "to": 1930}) == ["The Deep Fjord", "Iron Bridges"]
    assert call(machine, "born_on", day={"from": "1901-01-01", "to": "1999-12-31"}) == 3
    assert call(machine, "born_on", day={"from": "1901-02-30", "to": "1999-12-31"}) == "constraint"


def test_a_date_becomes_year_month_and_day() -> None:
    made = applied("types", KINDS, "date")
    machine = machine_of(made)
    assert call(machine, "born_on", day={"year": 1901, "month": 2, "day": 3}) == 2
    assert call(machine, "born_on", day={"year": 1950, "month": 12, "day": 31}) == 1
    assert call(machine, "born_on", day={"year": 2023, "month": 2, "day": 29}) == "NoSuchDay"
    assert call(machine, "born_on", day={"year": 2024, "month": 2, "day": 29}) == 0
    assert call(machine, "born_on", day={"year": 2024, "month": 13, "day": 1}) == "out_of_range"


def test_a_word_becomes_a_list_of_the_words_that_there_are() -> None:
    made = applied("types", KINDS, "choices")
    machine = machine_of(made)
    assert rewritten(made).keys() == {"books_of_genre"}
    assert parameters(made.tool("books_of_genre"))["genres"]["items"]["enum"] == ["manual", "novel", "poems"]
    assert call(machine, "books_of_genre", genres=["poems"]) == 1
    assert call(machine, "books_of_genre", genres=["novel", "manual"]) == 4
    assert call(machine, "books_of_genre", genres=["novel", "novel"]) == 3
    assert call(machine, "books_of_genre", genres=["plays"]) == "not_in_enum"


def test_a_number_comes_with_its_unit() -> None:
    made = applied("types", KINDS, "unit")
    machine = machine_of(made)
    assert rewritten(made).keys() == {"heavy_books"}
    assert call(machine, "heavy_books", weight={"value": 0.5, "unit": "kg"}) == 4
    assert call(machine, "heavy_books", weight={"value": 500, "unit": "g"}) == 4
    assert call(machine, "heavy_books", weight={"value": 2, "unit": "lb"}) == 1
    assert call(machine, "heavy_books", weight={"value": 20, "unit": "kg"}) == "OutOfRange"
    assert call(machine, "heavy_books", weight={"value": 1, "unit": "stone"}) == "not_in_enum"
