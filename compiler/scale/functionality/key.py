"""`key`: a row found by one key is found by any unique key.

Before: `currency(country)`. After: `currency(country, by: "name" | "code")`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from toolwright.runtime.ir.tools import Tool
from toolwright.runtime.ir.types import EnumType

from ..draft import Rewrite
from ..keys import key_choices
from ..kinds import Proposal, each_value, with_value
from ..surroundings import Surroundings


def key(tool: Tool, around: Surroundings) -> Iterator[Proposal]:
    """The parameter keeps its name; a new one, `by`, says which key it holds."""
    for choice in key_choices(tool, around):
        assert isinstance(choice.by.value, EnumType)
        by, members = choice.by.name, choice.by.value.members
        yield Proposal(Rewrite(choice.tool, partial(with_value, by, choice.own)), partial(each_value, by, members))
