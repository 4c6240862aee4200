"""From a use to its definition and back."""

from __future__ import annotations

import pytest

from toolwright.dsl.services.navigate import definition, highlights, meant, references

from .world import CURSOR, GEO, TRIP, At, at, at_file

DEFINITIONS = {
    "first([c for c in ‸City if": ("a/lib.tool", "entity City"),
    "if c.‸name == name and": ("a/lib.tool", 'name: str(1..60) "English name"'),
    "name == ‸name and": ("a/main.tool", 'name: str(1..60) "Name of the city."'),
    "= ‸Land[code]": ("a/lib.tool", "entity Country"),
    'size="‸large")\n    asks': ("a/lib.tool", "large }"),
    "gives found.‸land": ("a/main.tool", "land: str }\n  fails"),
    'expect ‸find_city(name="Oslo").land': ("a/main.tool", "tool find_city"),
    "find_city(‸name=c.name": ("a/main.tool", 'name: str(1..60) "Name of the city."'),
    "fail NotFound(‸what=": ("a/lib.tool", "what: str, name"),
    "answer ‸found.land": ("a/main.tool", "found = find_city"),
    'from "‸lib.tool"': ("a/lib.tool", "edition 1"),
    "return { ‸id: found": ("a/main.tool", "id: str, land"),
}


def go(place: str) -> At:
    plain = place.replace(CURSOR, "")
    assert TRIP.count(plain) == 1
    return at(TRIP.replace(plain, place), lib=GEO)


@pytest.mark.parametrize("place", DEFINITIONS)
def test_definition(place: str) -> None:
    here = go(place)
    path, text = DEFINITIONS[place]
    found = definition(here.index, here.path, here.offset)
    assert found is not None
    assert found.source.name == path
    # Declarations are named behind their keyword.
    start = here.files.files[path].index(text)
    assert start <= found.start <= start + len("entity ")


@pytest.mark.parametrize(
    "place", ["let found = ‸first(", "kind ‸single_hop", "edition ‸1\nscenario", 'name: ‸str(1..60) "Name']
)
def test_words_of_the_language_are_defined_nowhere(place: str) -> None:
    here = go(place)
    assert definition(here.index, here.path, here.offset) is None


def found(here: At) -> list[tuple[str, str]]:
    own = meant(here.index, here.path, here.offset)
    assert own is not None
    uses = references(here.index, own.key)
    return [(use.span.source.name, use.span.text) for use in uses]


def test_references_cross_files_and_aliases() -> None:
    here = at_file("a/main.tool", {"a/main.tool": TRIP, "a/lib.tool": GEO.replace("entity Country", "entity ‸Country")})
    uses = found(here)
    assert uses.count(("a/lib.tool", "Country")) == 3
    assert uses.count(("a/main.tool", "Country")) == 1
    assert uses.count(("a/main.tool", "Land")) == 2


def test_references_of_a_member_are_texts_and_cells() -> None:
    uses = found(go('size="‸large")\n    asks'))
    assert uses == [("a/lib.tool", "large"), ("a/lib.tool", "large"), ("a/main.tool", "large")]


def test_highlights_stay_in_the_file() -> None:
    here = go("first([c for c in ‸City if")
    uses = highlights(here.index, here.path, here.offset)
    assert [use.span.text for use in uses] == ["City"] * 4
