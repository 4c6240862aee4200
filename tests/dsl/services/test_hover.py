"""What a name means, in words."""

from __future__ import annotations

import pytest

from toolwright.dsl.services.hover import Hover, hover

from .world import CURSOR, GEO, TRIP, at

CASES = {
    "first([c for c in ‸City if": ("entity City key id {\n", "1 row"),
    "in City if ‸c.name == name": ("for c: City", ""),
    "if c.‸name == name and": ("field City.name: str(1..60)", "English name"),
    "name == ‸name and": ("parameter name: str(1..60)", "Name of the city."),
    "size == null or c.size == ‸size": ("parameter size: Size? = null  # not null here", "How large."),
    "take ‸LIMIT": ("const LIMIT = 3", ""),
    '?? fail ‸NotFound("city"': ("error NotFound(what: str, name: str)", "There is no {what} called {name}."),
    "let found = ‸first(": ("first(items: list[T]) -> T?", "First item; null for none."),
    "let ‸found = first(": ("let found: City", ""),
    "land: ‸land_of(found)": ("fn land_of(city: City) -> str", ""),
    "const ‸LIMIT": ("const LIMIT = 3", ""),
    'size="‸large")\n    asks': ("Size.large", ""),
    "gives found.‸land": ("field land: str", ""),
    "step ‸found = find_city": ("step found: { id: str, land: str }", ""),
    "step found = ‸find_city": (
        "tool find_city(name: str(1..60), size: Size? = null) -> { id: str, land: str }\n  fails NotFound",
        "- `size`: How large.",
    ),
    "= ‸Land[code]": ("entity Country key code {\n", "`Land` stands for `Country` in this file."),
    "kind ‸single_hop": ("single_hop", "One step."),
    "{ ‸title: ": ("title", "What the scenario is about"),
    'name: ‸str(1..60) "Name': ("str", "length in characters"),
}


@pytest.mark.parametrize("place", CASES)
def test_hover(place: str) -> None:
    plain = place.replace(CURSOR, "")
    assert TRIP.count(plain) == 1
    here = at(TRIP.replace(plain, place), lib=GEO)
    found = hover(here.index, here.path, here.offset)
    code, text = CASES[place]
    assert isinstance(found, Hover)
    assert found.code.startswith(code)
    assert text in found.text
    assert found.markdown.startswith("```tool\n")


def test_nothing_stands_between_names() -> None:
    here = at(TRIP.replace("edition 1", "edition ‸1"), lib=GEO)
    assert hover(here.index, here.path, here.offset) is None
