"""Definitions of the words that the language itself brings: plain types, built-in functions, settings, annotations."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from ..checking.builtins import BUILTINS
from ..checking.setting_tables import BLOCKS
from ..data.generate.generators import GENERATORS, signature
from .model import Definition, Kind

_TABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "plain type": {
        "bool": "`true` or `false`.",
        "date": "A calendar day, written `2026-03-01`.",
        "datetime": "A day and a time without zone, written `2026-03-01T09:00:00`.",
        "float": 'A finite number; `float(0.0..100.0, unit="km")` gives inclusive bounds and a unit.',
        "int": 'A whole number of 64 bits; `int(1..50, unit="m")` gives inclusive bounds and a unit.',
        "list": "Some values of one type: `list[str]`; `list[City](1..5)` bounds their number.",
        "map": "Values by a text or a whole number: `map[str, int]`.",
        "str": 'Text; `str(1..80)` bounds its length in characters, `str(pattern="[A-Z]+")` is for all of it.',
    },
    "setting of a type": {
        "pattern": "A regular expression that matches the whole text; the same in Python and ECMAScript.",
        "unit": 'The unit of the number, such as `unit="km"`; documents show it.',
    },
    "annotation": {
        "check": "Before an entity: a condition on its fields that holds for every row, after every call.",
        "distractor": "Before a tool: no plan needs it; scaled levels offer it beside those that are needed.",
        "example": "Before a tool: the arguments of a typical call.",
    },
    "kind of task": {
        "single_hop": "One step.",
        "parallel_single_hop": "Several steps, none of which needs another.",
        "multi_hop": "Several steps, each of which needs the one before.",
        "parallel_multi_hop": "Several steps, some of which need others, in any other shape.",
    },
}


def names(group: str) -> Mapping[str, str]:
    """The words of one group with what they mean; settings are grouped by the keyword of their block."""
    if group in BLOCKS:
        return {name: f"{row.doc} Written as {row.form.words}." for name, row in BLOCKS[group].items()}
    return _TABLES[group]


@cache
def word(group: str, name: str) -> Definition | None:
    """The definition of the word *name* of *group*; None where the language has none."""
    doc = names(group).get(name)
    what = f"setting of `{group}`" if group in BLOCKS else group
    return None if doc is None else Definition(Kind.WORD, name, None, group=what, doc=doc)


@cache
def builtin(name: str) -> Definition | None:
    """The definition of the built-in function called *name*."""
    row = BUILTINS.get(name)
    return None if row is None else Definition(Kind.WORD, row.signature, None, group="built-in function", doc=row.doc)


@cache
def generator(name: str) -> Definition | None:
    """The definition of the generator of columns called *name*."""
    row = GENERATORS.get(name)
    return None if row is None else Definition(Kind.WORD, signature(row), None, group="generator", doc=row.doc)
