"""`record`: several values become one record of them.

Before: `fare(from: str, to: str)`. After: `fare(query: {from: str, to: str})`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolwright.runtime.ir.tools import Param, Tool
from toolwright.runtime.ir.types import ListType, MapType, RecordField, RecordType

from ..draft import Arguments, Rewrite
from ..forms import free_name, get, with_params
from ..kinds import Proposal
from ..surroundings import Surroundings

MOST = 6
"""Fields of such a record."""


def record(tool: Tool, around: Surroundings) -> Iterator[Proposal]:
    """All required scalar parameters of a tool go into one."""
    packed = [p for p in tool.params if p.required and not isinstance(p.value, ListType | MapType | RecordType)]
    if not 2 <= len(packed) <= MOST:
        return
    names = [p.name for p in packed]
    name = free_name(tool, *(["request", "order_form"] if tool.writes else ["query", "search"]))
    fields = tuple(RecordField(name=p.name, value=p.value, doc=p.doc.rstrip(".")) for p in packed)
    doc = "What to do." if tool.writes else "What is asked for."
    new = Param(name=name, value=RecordType(fields=fields), doc=doc)
    made = with_params(tool, names, new, {n: get(name, n) for n in names})

    def translate(given: Arguments) -> dict[str, Any]:
        rest = {n: v for n, v in given.items() if n not in names}
        return {name: {n: given[n] for n in names}, **rest}

    def others(given: Arguments) -> Iterator[Arguments]:
        for sample in around.draft.samples.get(tool.name, ()):
            yield {**given, name: translate(sample)[name]}
            for part in names:
                yield {**given, name: {**given[name], part: sample[part]}}
        yield from _flipped(packed, name, given)

    yield Proposal(Rewrite(made, translate), others)


def _flipped(packed: list[Param], name: str, given: Arguments) -> Iterator[Arguments]:
    """Other members of enums and truth values."""
    for param in packed:
        for member in getattr(param.value, "members", (True, False) if param.value.type == "bool" else ()):
            yield {**given, name: {**given[name], param.name: member}}
