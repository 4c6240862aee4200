"""What is shown of a row that a link led to: what names the row shows the link, too, in every way of a call."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from toolwright.runtime.facts import CellFact
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir import tools as irt
from toolwright.runtime.ir import types
from toolwright.runtime.ir.verify import problems
from toolwright.runtime.machine import Observation
from toolwright.runtime.python import BUILTINS

from ..sizes import examples
from .agreement import Pair
from .links import MOVE, NO_ROW, RENAME, TEXT, WHOLE, cell, entities, link_samples, sure, tool
from .strategies import Sample

ROWS = {
    "Site": [
        {"id": 1, "name": "Lime Orchard", "height": 120, "up": None},
        {"id": 2, "name": "Stony Ridge", "height": 860, "up": 1},
    ],
    "Hive": [{"id": "H1", "site": 1, "spare": None}, {"id": "H2", "site": 2, "spare": 1}],
}


def site(row: str = "found", link: str = "site") -> ir.Follow:
    return ir.Follow(entity="Site", key=cell("Hive", link, row))


def shown(hive: str, *facts: str) -> frozenset[CellFact]:
    """Facts of the hive's link (`link`), and of the site with a number (`1.name`)."""
    return frozenset(
        CellFact("Hive", json.dumps(hive), fact) if "." not in fact else CellFact("Site", *fact.split("."))
        for fact in facts
    )


def cells_of(seen: Observation) -> frozenset[CellFact]:
    """The stored cells that a call showed."""
    return frozenset(fact for fact in seen.receipt.facts if isinstance(fact, CellFact))


def pair_of(*tools: irt.Tool) -> Pair:
    return Pair(irt.ToolModule(entities=entities("name"), errors=(NO_ROW,), tools=tools), ROWS)


def returned(value: Any, result: types.Type = TEXT) -> irt.Tool:
    return tool("go", ir.Return(value=value), result=result)


RECORD = types.RecordType(
    fields=(types.RecordField(name="name", value=TEXT), types.RecordField(name="height", value=WHOLE))
)
EVERY = ir.Query(
    item=cell("Site", "name", site("each")),
    clauses=(
        ir.ForEach(name="each", source=ir.Rows(entity="Hive")),
        ir.SortBy(keys=(ir.SortKey(value=cell("Site", "height", site("each")), descending=True),)),
    ),
)
NAMED = ir.Query(
    item=cell("Hive", "id", "each"),
    clauses=(
        ir.ForEach(name="each", source=ir.Rows(entity="Hive")),
        ir.Where(
            condition=ir.Binary(
                operator="eq", left=cell("Site", "name", site("each")), right=ir.Const(value="Stony Ridge")
            )
        ),
    ),
)
SHOWN = {
    "its label": (returned(cell("Site", "name", site())), ("2.name", "site")),
    "its key": (returned(cell("Site", "id", site()), result=WHOLE), ("2.id", "site")),
    "another field": (returned(cell("Site", "height", site()), result=WHOLE), ("2.height",)),
    "the link itself": (returned(cell("Hive", "site", "found"), result=WHOLE), ("site",)),
    "by another link": (
        returned(cell("Site", "name", sure(site(link="spare")))),
        ("1.name", "spare"),
    ),
    "through a variable": (
        tool(
            "go",
            ir.Let(name="there", value=site()),
            ir.Return(
                value=ir.RecordOf(
                    fields=(
                        ir.Entry(name="name", value=cell("Site", "name", "there")),
                        ir.Entry(name="height", value=cell("Site", "height", "there")),
                    )
                )
            ),
            result=RECORD,
        ),
        ("2.name", "2.height", "site"),
    ),
    "found without the link": (
        returned(cell("Site", "name", sure(ir.Find(entity="Site", key=(ir.Const(value=2),))))),
        ("2.name",),
    ),
}


@pytest.mark.parametrize("what", SHOWN)
def test_what_names_the_row_shows_the_link(what: str) -> None:
    made, facts = SHOWN[what]
    pair = pair_of(made)
    for _ in range(3):  # what a row keeps is shown from the second time on
        assert cells_of(pair.call("go", {"hive": "H2", "site": 1})) == shown("H2", *facts)


def test_text_made_of_a_name_shows_neither() -> None:
    made = returned(ir.Text(parts=(ir.Hole(value=cell("Site", "name", site())),)))
    assert not cells_of(pair_of(made).call("go", {"hive": "H2", "site": 1}))


def test_a_list_shows_the_link_of_each_row_that_it_follows_one_of() -> None:
    seen = pair_of(returned(EVERY, result=types.ListType(item=TEXT))).call("go", {"hive": "H1", "site": 1})
    assert json.loads(seen.text) == ["Stony Ridge", "Lime Orchard"]
    assert cells_of(seen) == shown("H1", "site", "1.name") | shown("H2", "site", "2.name")


def test_a_list_may_show_one_row_for_each_of_others() -> None:
    """Both rows have a field of that name, of which one is shown."""
    there = ir.Let(name="there", value=sure(ir.Find(entity="Site", key=(ir.Var(name="site"),))))
    each = ir.ForEach(name="each", source=ir.Rows(entity="Hive"))
    ids = ir.Return(value=ir.Query(item=cell("Site", "id", "there"), clauses=(each,)))
    seen = pair_of(tool("go", there, ids, result=types.ListType(item=WHOLE))).call("go", {"hive": "H1", "site": 2})
    assert json.loads(seen.text) == [2, 2]


def test_a_link_that_is_followed_in_a_condition_is_not_shown() -> None:
    seen = pair_of(returned(NAMED, result=types.ListType(item=TEXT))).call("go", {"hive": "H1", "site": 1})
    assert cells_of(seen) == shown("H2", "id")


def test_written_links_and_names_show_what_is_there_now() -> None:
    pair = pair_of(returned(cell("Site", "name", site())), MOVE, RENAME)
    # A row that was just written is known by itself, whatever led there.
    assert cells_of(pair.call("rename", {"hive": "H2", "site": 7})) == shown("H2", "2.name")
    assert pair.call("go", {"hive": "H2", "site": 1}).text == '"Site 7"'
    assert cells_of(pair.call("move", {"hive": "H2", "site": 1})) == shown("H2", "1.name", "site")
    assert pair.call("go", {"hive": "H2", "site": 1}).text == '"Lime Orchard"'
    assert cells_of(pair.call("go", {"hive": "H2", "site": 1})) == shown("H2", "1.name", "site")


@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.too_slow])
@given(link_samples())
def test_all_ways_of_a_call_show_the_same_links(sample: Sample) -> None:
    assert problems(sample.module, BUILTINS) == []
    pair = Pair(sample.module, sample.rows, watch=False)
    for name, arguments in sample.calls:
        pair.call(name, arguments)
