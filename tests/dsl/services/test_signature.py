"""Calls are explained at every argument, also while they are written."""

from __future__ import annotations

import pytest

from toolwright.dsl.check import Analysis, analyse
from toolwright.dsl.services.folding import Fold, folds
from toolwright.dsl.services.signature import Signature, signature
from toolwright.dsl.source import Source
from toolwright.dsl.syntax.parse import parse

from .world import CURSOR, GEO, TRIP, Memory

CASES: dict[str, tuple[str, int | None]] = {
    "let found = first(‸[c for": ("first(items: list[T]) -> T?", 0),
    "take LIMIT]‸)": ("first(items: list[T]) -> T?", 0),
    'fail NotFound(‸"city"': ("NotFound(what: str, name: str)", 0),
    'fail NotFound("city", ‸name)': ("NotFound(what: str, name: str)", 1),
    'NotFound(what="country", ‸name=code)': ("NotFound(what: str, name: str)", 1),
    "land_of(‸found)": ("land_of(city: City) -> str", 0),
    'find_city(name=c.name, size=‸"large")': ("find_city(name: str(1..60), size: Size? = null) ->", 1),
    'find_city(size=‸"large")': ("find_city(name: str(1..60), size: Size? = null) ->", 1),
}
UNFINISHED: dict[str, tuple[str, int | None]] = {
    "land_of(‸)": ("land_of(city: City) -> str", 0),
    "land_of(‸": ("land_of(city: City) -> str", 0),
    "land_of(found, ‸)": ("land_of(city: City) -> str", None),
    "round(1.5, ‸)": ("round(number: N, digits: int = ...)", 1),
}


def ask(text: str) -> Signature | None:
    offset = text.index(CURSOR)

    def known(new: str) -> Analysis:
        return analyse("a/main.tool", Memory({"a/main.tool": new, "a/lib.tool": GEO}))

    return signature(known, Source("a/main.tool", text.replace(CURSOR, "")), offset)


def checked(found: Signature | None, wanted: tuple[str, int | None]) -> None:
    assert found is not None
    assert found.label.startswith(wanted[0])
    assert found.active == wanted[1]
    assert all(label in found.label for label, _ in found.parameters)


@pytest.mark.parametrize("place", CASES)
def test_each_argument_is_known(place: str) -> None:
    text = TRIP.replace("find_city(name=c.name, size=", "find_city(size=") if "(size=‸" in place else TRIP
    plain = place.replace(CURSOR, "")
    assert text.count(plain) == 1
    checked(ask(text.replace(plain, place)), CASES[place])


@pytest.mark.parametrize("call", UNFINISHED)
def test_a_call_is_known_while_it_is_written(call: str) -> None:
    checked(ask(TRIP.replace("land: land_of(found) }", f"land: {call} }}")), UNFINISHED[call])


@pytest.mark.parametrize("text", ["‸" + TRIP, TRIP + "\n‸", TRIP.replace("const LIMIT = 3", "const LIMIT = (‸3)")])
def test_nothing_is_called_outside_of_calls(text: str) -> None:
    assert ask(text) is None


def test_declarations_tables_and_comments_fold() -> None:
    head = 'edition 1\n# one\n# two\nlibrary a { title: "A" }\n'
    text = head + 'entity B key c {\n  c: str,\n}\ndata B {\n  | c |\n  | "x" |\n}\n'
    found = folds(parse(Source("a.tool", text)))
    assert found == (Fold(2, 3, comment=True), Fold(5, 7), Fold(8, 11))


def test_marked_regions_fold_whatever_stands_in_them() -> None:
    inner = "#region part\nconst B = 2\n  # endregion\n"
    text = f"edition 1\n# endregion\n# region all\nconst A = 1\n{inner}const C = 3\n# endregion\n# regional\n"
    found = folds(parse(Source("a.tool", text)))
    assert [(fold.first, fold.last) for fold in found if not fold.comment] == [(3, 9), (5, 7)]
