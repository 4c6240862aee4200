"""The index knows every name of a good spec, and survives broken ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolwright.dsl.check import analyse
from toolwright.dsl.services.bind import index
from toolwright.dsl.services.model import Kind
from toolwright.dsl.syntax import nodes
from toolwright.dsl.syntax.walk import walk

from .world import GEO, GOOD, ROOT, TRIP, Disk, Memory


def _named(node: nodes.Call) -> list[nodes.Arg | nodes.Entry]:
    return [*node.args, *(entry for part in walk(node) if isinstance(part, nodes.RecordNode) for entry in part.entries)]


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_every_name_means_something(path: Path) -> None:
    analysis = analyse(path.as_posix(), Disk())
    found = index(analysis)
    for unit in analysis.units:
        known = {(use.span.start, use.span.end) for use in found.uses[unit.path]}
        # The parameters of what nobody declares are named in tables only, and words of maps in them name nothing.
        own = {
            arg.name
            for item in unit.module.items
            for node in walk(item)
            if isinstance(node, nodes.Call)
            for arg in _named(node)
            if found.at(unit.path, node.function.span.start).definition.kind is Kind.WORD  # type: ignore[union-attr]
        }
        for item in unit.module.items:
            for node in walk(item):
                if (
                    isinstance(node, nodes.Ident | nodes.Name)
                    and node not in own
                    and not node.span.text.startswith('"')
                ):
                    assert (node.span.start, node.span.end) in known, (node.span.text, item.span.source.name)


def test_uses_are_in_order_and_hold_the_name() -> None:
    found = index(analyse("a/main.tool", Memory({"a/main.tool": TRIP, "a/lib.tool": GEO})))
    assert found.analysis.checked.diagnostics == ()
    for uses in found.uses.values():
        ends = [0, *(use.span.end for use in uses)]
        for before, use in zip(ends, uses, strict=False):
            assert before <= use.span.start < use.span.end
            assert use.span.text == use.definition.name


@pytest.mark.parametrize("path", sorted((ROOT / "tests/dsl/wrong").rglob("*.tool")), ids=lambda path: path.stem)
def test_a_broken_spec_has_an_index(path: Path) -> None:
    text = path.read_bytes().decode("utf-8", "replace")
    found = index(analyse("a/main.tool", Memory({"a/main.tool": text})))
    for uses in found.uses.values():
        for use in uses:
            assert found.at(use.span.source.name, use.span.start) is use


def test_what_parses_is_known_beside_what_does_not() -> None:
    text = TRIP.replace("fn land_of(city: City) -> str = city.country.name", "fn land_of(city: City -> str = ")
    found = index(analyse("a/main.tool", Memory({"a/main.tool": text, "a/lib.tool": GEO})))
    names = {use.definition.name for use in found.uses["a/main.tool"]}
    assert {"find_city", "where_is", "found", "LIMIT", "City"} <= names
    assert "land_of" not in names
