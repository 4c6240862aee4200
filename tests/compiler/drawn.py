"""Arguments for tools of bundles, made at random from their types and the texts of a world; and small mistakes in them.

Written apart from `compiler.prove.draws`, which the proofs draw from.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from toolwright.runtime import Bundle
from toolwright.runtime.ir import types as ir
from toolwright.runtime.ir.tools import Tool

ODD: tuple[Any, ...] = (None, True, 0, -1, 3, 2.5, 10**30, "", "x", "2024-02-30", [], ["x"], [[]], {}, {"x": 1})
"""Values that fit some types and not others."""


def texts_of(bundle: Bundle) -> list[str]:
    """All texts that stand in the rows of a bundle."""
    cells = (cell for rows in bundle.rows.values() for row in rows for cell in row.values())
    return sorted({cell for cell in cells if isinstance(cell, str)})


def value(type_: ir.Type, texts: Sequence[str], chance: random.Random) -> Any:
    """A value that fits *type_*, or nearly: a text may miss a pattern."""
    match type_:
        case ir.OptionalType(item=item):
            return None if chance.random() < 0.2 else value(item, texts, chance)
        case ir.ListType(item=item, low=low, high=high):
            shortest = low or 0
            return [value(item, texts, chance) for _ in range(chance.randint(shortest, min(high or 3, shortest + 3)))]
        case ir.MapType(key=key, value=inner):
            return {value(key, texts, chance): value(inner, texts, chance)}
        case ir.RecordType(fields=fields):
            kept = [f for f in fields if not f.absent or chance.random() < 0.5]
            return {f.name: value(f.value, texts, chance) for f in kept}
        case ir.EnumType(members=members):
            return chance.choice(members)
        case ir.BoolType():
            return chance.random() < 0.5
        case ir.IntType(low=low, high=high):
            least = 0 if low is None else low
            return chance.randint(least, min(least + 1200, high if high is not None else least + 1200))
        case ir.FloatType(low=low, high=high):
            first = 0.0 if low is None else low
            return first + chance.choice((0, 0.5, 1, 100.25)) if high is None else chance.choice((first, high))
        case ir.DateType():
            return chance.choice([text for text in texts if len(text) == 10 and text[4] == "-"] or ["2024-02-29"])
        case ir.DatetimeType():
            return "2024-02-29T12:30:00"
    return chance.choice([text for text in texts if text[:1].isalpha()])


def call(tool: Tool, texts: Sequence[str], chance: random.Random) -> dict[str, Any]:
    """Arguments for *tool* that nearly always fit."""
    given = [p for p in tool.params if p.required or chance.random() < 0.3]
    return {p.name: value(p.value, texts, chance) for p in given}


def mistakes(arguments: Mapping[str, Any], chance: random.Random) -> Iterator[dict[str, Any]]:
    """*arguments* with something added, something taken away, and other values in their places, deep inside too."""
    yield {**arguments, "surprise": 1}
    for name in arguments:
        yield {n: v for n, v in arguments.items() if n != name}
        yield {**arguments, name: chance.choice(ODD)}
        yield {**arguments, name: [arguments[name]]}
        yield {**arguments, name: _spoilt(arguments[name], chance)}


def _spoilt(good: Any, chance: random.Random) -> Any:
    bad = copy.deepcopy(good)
    if isinstance(bad, list) and bad:
        bad[chance.randrange(len(bad))] = chance.choice(ODD)
    elif isinstance(bad, dict) and bad:
        bad[chance.choice(sorted(bad))] = chance.choice(ODD)
    elif isinstance(bad, str):
        bad += "\n"
    elif isinstance(bad, int | float):
        bad = bad * 10**6 + 0.5
    return bad
