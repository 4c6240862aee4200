"""What editors show beside and behind the text: colours by meaning, types that nobody wrote, symbols of a workspace."""

from __future__ import annotations

import pytest

from toolwright.dsl.checking.types import Float, Int, List, Map, Optional, Record, Str, Type
from toolwright.dsl.services.hints import ROOM, hints, short
from toolwright.dsl.services.outline import outline
from toolwright.dsl.services.symbols import symbols
from toolwright.dsl.services.tokens import Role, tokens
from toolwright.dsl.source import Source
from toolwright.dsl.syntax.parse import parse

from .world import CURSOR, GEO, HEAD, TRIP, at

MORE = """
entity Town key id { id: str, name: str, large: bool }
data Town generate 3 seed 1 { id: serial("t"), name: city(), large: chance(0.5) }
"""


def test_roles_follow_meaning_not_spelling() -> None:
    here = at(TRIP + CURSOR, lib=GEO)
    found = {(token.span.text, token.role, token.declares) for token in tokens(here.index, here.path)}
    for wanted in (
        ("demo", Role.NAMESPACE, True),
        ("title", Role.SETTING, False),
        ("City", Role.ENTITY, False),
        ("Land", Role.ENTITY, True),  # an alias is what it stands for
        ("LIMIT", Role.CONST, True),
        ("land_of", Role.FUNCTION, True),
        ("land_of", Role.FUNCTION, False),
        ("find_city", Role.TOOL, True),
        ("name", Role.PARAMETER, True),
        ("name", Role.FIELD, False),  # the same word, as in `c.name == name`
        ("large", Role.MEMBER, False),  # a text that means a member
        ("found", Role.LOCAL, True),
        ("land", Role.FIELD, True),
        ("land", Role.TOOL, True),
        ("NotFound", Role.ERROR, False),
        ("where_is", Role.TASK, True),
        ("single_hop", Role.MEMBER, False),
        ("first", Role.FUNCTION, False),
        ("str", Role.TYPE, False),
    ):
        assert wanted in found


def test_generators_are_told_from_functions() -> None:
    here = at(HEAD + MORE + CURSOR)
    found = [(token.span.text, token.role) for token in tokens(here.index, here.path) if token.built_in]
    assert found[-3:] == [("serial", Role.GENERATOR), ("city", Role.GENERATOR), ("chance", Role.GENERATOR)]


def test_keywords_have_no_token() -> None:
    here = at(TRIP + CURSOR, lib=GEO)
    words = {token.span.text for token in tokens(here.index, here.path)}
    assert not words & {"tool", "return", "let", "fails", "step", "asks", "gives", "for", "in", "import", "from"}


def test_types_are_shown_where_nobody_wrote_them() -> None:
    text = f"""{HEAD}
entity City key id {{ id: str, name: str(1..60), people: int(0..) }}
data City {{ | id | name | people |
  | "o" | "Oslo" | 3 | }}
tool t(id: str "Id.") -> {{ people: int, name: str }} {{
  "Counts."
  let one = 1
  let typed: int = count(City)
  let text = $"{{id}}"
  let row = {{ a: 1 }}
  let cities = [c for c in City if c.id == id]
  let found = City[id]
  let names = [c.name for c in cities]
  let unknown = nothing_like_it
  return {{ people: one + typed, name: text }}
}}
task many {{
  ask "How many?"
  step here for c in ["o", "p"] = t(id=c) asks $"Which is {{c}}?"
  answer count(City)
}}
{CURSOR}"""
    here = at(text)
    lines = here.files.files[here.path]
    found = {
        lines[: hint.offset].rsplit(None, 1)[-1]: (hint.text, hint.whole)
        for hint in hints(here.index, here.path, 0, len(lines))
    }
    record = "{ people: int, name: str }"
    assert found == {
        "cities": ("list[City]", "list[City]"),
        "found": ("City?", "City?"),
        "names": ("list[str]", "list[str(1..60)]"),
        "here": (short(List(Record((("people", Int()), ("name", Str())), None), None, None)), f"list[{record}]"),
    }
    offset = lines.index("let found") + len("let found")
    assert [hint.text for hint in hints(here.index, here.path, offset, offset)] == ["City?"]


LONG = Record((("identifier", Str()), ("description", Str()), ("temperature", Float())), None)


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        (Int(0, 5), "int"),
        (Record((("id", Str()), ("n", Int())), None), "{ id: str, n: int }"),
        (Record((("first_name", Str()), ("last_name", Str())), None), "{ first_name, last_name }"),
        (LONG, "{ identifier, description, … }"),
        (List(LONG, None, None), "list[{ identifier, description, … }]"),
        (Optional(Map(Str(), LONG, None, None)), "map[str, { identifier, description, … }]?"),
    ],
)
def test_long_types_have_a_short_form(type_: Type, text: str) -> None:
    assert short(type_) == text
    assert len(short(LONG)) <= ROOM


def test_symbols_are_ranked() -> None:
    text = """edition 1
entity Road key id { id: str, broad: bool, road: str }
tool road_of(a: str "A.") -> str { "b" return a }
tool abroad(a: str "A.") -> str { "b" return a }
tool rest_of_a_day(a: str "A.") -> str { "b" return a }
data Road { | id | broad | road | }
"""
    entries = outline(parse(Source("a.tool", text)).module)
    names = [(found.entry.name, found.holder) for found in symbols([entries], "rOad", 9)]
    begin = [("Road", ""), ("road_of", ""), ("road", "Road")]
    hold = [("abroad", ""), ("broad", "Road")]
    scattered = [("rest_of_a_day", "")]
    assert names == begin + hold + scattered
    assert [found.entry.name for found in symbols([entries], "rstday", 9)] == ["rest_of_a_day"]
    assert len(symbols([entries], "", 3)) == 3
    assert symbols([entries], "zebra", 3) == []
