"""Renaming changes every place and no meaning: property 9 of the language."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from toolwright.dsl.check import analyse
from toolwright.dsl.diagnostics.edits import applied
from toolwright.dsl.services.bind import index
from toolwright.dsl.services.model import Kind, Use
from toolwright.dsl.services.rename import Refused, Renamed, prepare, rename

from ...sizes import examples
from .world import CURSOR, GEO, GOOD, TRIP, At, Disk, Memory, at, at_file


def _other(use: Use) -> str:
    return "Other" if use.definition.kind is Kind.ENTITY else "other"


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_symbols_of_every_kind_of_good_specs_can_be_renamed(path: Path) -> None:
    """No rename changes a diagnostic, nor what any other name means: the service itself compares both."""
    found = index(analyse(path.as_posix(), Disk()))
    symbols: dict[object, Use] = {}
    for uses in found.uses.values():
        for use in uses:
            symbols.setdefault(use.definition.key, use)
    alike: dict[object, list[Use]] = {}
    for use in symbols.values():
        owner = use.definition.owner and use.definition.owner.kind
        alike.setdefault((use.definition.kind, owner, use.span.source.name), []).append(use)
    most = examples(2, beyond=4)
    chosen = [use for uses in alike.values() for use in uses[:: -(-len(uses) // most)]]
    outcomes = Counter(
        (
            # The Python of an extern function says its name and those of its parameters, too.
            Kind.EXTERN in (use.definition.kind, use.definition.owner and use.definition.owner.kind)
            or use.definition.kind is Kind.WORD,
            type(rename([found], use.span.source.name, use.span.start, _other(use), Disk())),
        )
        for use in chosen
    )
    assert set(outcomes) == {(False, Renamed), (True, Refused)}
    assert outcomes[False, Renamed] > 5


def go(place: str, text: str = TRIP) -> At:
    plain = place.replace(CURSOR, "")
    assert text.count(plain) == 1
    return at(text.replace(plain, place), lib=GEO)


def renamed(here: At, name: str) -> dict[str, str]:
    """The files after a rename that is not refused, checked again without a finding."""
    found = rename([here.index], here.path, here.offset, name, here.files)
    assert isinstance(found, Renamed), found
    files = dict(here.files.files)
    for path, edits in found.edits.items():
        files[path] = applied(files[path], edits)
    assert analyse("a/main.tool", Memory(files)).checked.diagnostics == here.index.analysis.checked.diagnostics == ()
    return files


def test_a_field_is_renamed_in_every_file_and_nowhere_else() -> None:
    files = renamed(go("if c.‸name == name and"), "title")
    assert files["a/lib.tool"].count('title: str(1..60) "English name"') == 1
    assert "| id     | title   | size " in files["a/lib.tool"]
    assert "name: str(1..60),\n" in files["a/lib.tool"]
    assert "if c.title == name and" in files["a/main.tool"]
    assert "{c.title}" in files["a/main.tool"]
    assert "find_city(name=c.title" in files["a/main.tool"]


def test_an_alias_is_renamed_alone() -> None:
    files = renamed(go("= ‸Land[code]"), "Nation")
    assert files["a/lib.tool"] == GEO
    assert "Country as Nation" in files["a/main.tool"]
    assert "= Nation[code]" in files["a/main.tool"]


def test_a_field_of_a_result_is_renamed_where_it_is_made_and_read() -> None:
    files = renamed(go("gives found.‸land"), "nation")
    text = files["a/main.tool"]
    assert "-> { id: str, nation: str }" in text
    assert "{ id: found.id, nation: land_of(found) }" in text
    assert "answer found.nation" in text
    assert '(name="Oslo").nation' in text


def test_a_member_is_renamed_in_cells_and_texts() -> None:
    files = renamed(go('size="‸large")\n    asks'), "huge")
    assert 'small "Up to a million.", huge }' in files["a/lib.tool"]
    assert '| "Oslo" | "huge" |' in files["a/lib.tool"]
    assert 'size="huge"' in files["a/main.tool"]


REFUSED = {
    ("let found = ‸first(", "erste"): "is a word of the language",
    ("kind ‸single_hop", "x"): "is a word of the language",
    ("edition ‸1\nscenario", "x"): "there is no name here",
    ("tool ‸find_city(name: str(1..60) ", "land"): "is declared twice",
    ("tool ‸find_city(name: str(1..60) ", "not"): "is a reserved word",
    ("tool ‸find_city(name: str(1..60) ", "a b"): "is not a name",
    ("tool ‸find_city(name: str(1..60) ", "_x"): "is not a name",
    ("tool ‸find_city(name: str(1..60) ", "9x"): "is not a name",
    ("tool ‸find_city(name: str(1..60) ", "x" * 65): "at most 64",
    ("let ‸found = first(", "name"): "already has a meaning",
    ("import City, Country as Land, ‸NotFound", "City"): "is declared twice",
    ("import ‸City, Country as Land", "town"): "begins with a capital letter",
}


@pytest.mark.parametrize(("place", "name"), REFUSED)
def test_refused(place: str, name: str) -> None:
    here = go(place)
    found = rename([here.index], here.path, here.offset, name, here.files)
    assert isinstance(found, Refused)
    assert REFUSED[place, name] in found.reason


def test_a_name_in_a_part_that_cannot_be_read_keeps_it_from_being_renamed() -> None:
    here = go("task ‸where_is", TRIP.replace('test "it finds Oslo" {', "test where_is {"))
    found = rename([here.index], here.path, here.offset, "other", here.files)
    assert found == Refused("`where_is` also stands in a part of `a/main.tool` that cannot be read")


CHECKED = """edition 1
scenario demo { title: "Demo" }
const LIMIT = 3
@check(stock <= LIMIT)
entity Box key id { id: str, stock: int, left: int }
data Box from "boxes.csv"
extern python double(x: int) -> int "Twice." { imports: [] }
```python
def double(x):
    y = x
    return x + y
```
tool all_boxes() -> int {
  "All boxes, twice."
  return sum([double(b.stock) for b in Box])
}
task all {
  kind single_hop
  ask "How many boxes?"
  step n = all_boxes() asks "How many?"
  answer n
}
"""
FILES = {"a/main.tool": CHECKED, "a/boxes.csv": 'id,"stock",left\na,1,2\nb,2,2\n'}


def files_at(plain: str, place: str) -> At:
    return at_file("a/main.tool", {**FILES, "a/main.tool": CHECKED.replace(plain, place, 1)})


def test_a_name_is_not_captured_by_a_field() -> None:
    """Without a finding the check would ask for another value."""
    here = files_at("stock: int", "‸stock: int")
    found = rename([here.index], here.path, here.offset, "LIMIT", here.files)
    assert isinstance(found, Refused)


def test_columns_of_files_follow_their_field() -> None:
    files = renamed(files_at("stock: int", "‸stock: int"), "amount")
    assert files["a/boxes.csv"].startswith('id,"amount",left\n')
    assert "@check(amount <= LIMIT)" in files["a/main.tool"]


def test_names_of_objects_follow_their_field() -> None:
    text = CHECKED.replace("boxes.csv", "boxes.jsonl").replace("stock: int", "‸stock: int", 1)
    rows = '{"id": "a", "stock": 1, "left": 2}\n{"left": 2, "stock": 2, "id": "b"}\n'
    files = renamed(at_file("a/main.tool", {"a/main.tool": text, "a/boxes.jsonl": rows}), "amount")
    assert files["a/boxes.jsonl"] == rows.replace("stock", "amount")


def test_extern_code_follows_its_declaration() -> None:
    text = renamed(files_at("(x: int)", "(‸x: int)"), "number")["a/main.tool"]
    assert "double(number: int)" in text
    assert "def double(number):\n    y = number\n    return number + y\n" in text
    text = renamed(files_at("python double", "python ‸double"), "twice")["a/main.tool"]
    assert "def twice(x):" in text
    assert "sum([twice(b.stock)" in text


@pytest.mark.parametrize(
    ("cursor", "name", "reason"),
    [
        ("(‸x: int)", "y", "the Python of `double` uses the name `y` already"),
        ("(‸x: int)", "double", "the Python of `double` uses the name `double` already"),
        ("(‸x: int)", "class", "`class` is a keyword of Python, in which `double` is written"),
        ("‸double(x: int)", "x", "the Python of `double` uses the name `x` already"),
        ("‸double(x: int)", "all_boxes", "that would break line 13 of `a/main.tool`: `all_boxes` is declared twice"),
    ],
)
def test_names_that_the_code_needs_itself_are_refused_with_the_reason(cursor: str, name: str, reason: str) -> None:
    here = files_at(cursor.replace("‸", ""), cursor)
    assert rename([here.index], here.path, here.offset, name, here.files) == Refused(reason)


def test_prepare_gives_the_name_and_its_place() -> None:
    here = go('size="‸large")\n    asks')
    found = prepare(here.index, here.path, here.offset)
    assert not isinstance(found, Refused)
    assert found.name == found.span.text == "large"
