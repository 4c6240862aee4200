"""`key`: a key becomes a record that says which key it is.

Before: `currency(country: str)`. After: `currency(country: {by: "name" | "code", value: str})`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolwright.runtime.ir.tools import Param, Tool
from toolwright.runtime.ir.types import EnumType, RecordField, RecordType

from ..draft import Arguments, Rewrite
from ..forms import get, with_params
from ..keys import KeyChoice, key_choices
from ..kinds import Proposal
from ..surroundings import Surroundings


def key(tool: Tool, around: Surroundings) -> Iterator[Proposal]:
    """The parameter keeps its name and takes `{by, value}`."""
    for choice in key_choices(tool, around):
        yield _proposal(choice)


def _proposal(choice: KeyChoice) -> Proposal:
    name, by = choice.param.name, choice.by
    fields = (
        RecordField(name="by", value=by.value, doc=f"Which key of the {choice.thing}"),
        RecordField(name="value", value=choice.param.value, doc="The key itself"),
    )
    new = Param(name=name, value=RecordType(fields=fields), doc=f"A key of the {choice.thing}, and which one it is.")
    made = with_params(choice.tool, (name, by.name), new, {name: get(name, "value"), by.name: get(name, "by")})

    def translate(given: Arguments) -> dict[str, Any]:
        return {n: {"by": choice.own, "value": v} if n == name else v for n, v in given.items()}

    def by_others(given: Arguments) -> Iterator[Arguments]:
        assert isinstance(by.value, EnumType)
        for member in by.value.members:
            yield {**given, name: {**given[name], "by": member}}

    return Proposal(Rewrite(made, translate), by_others)
