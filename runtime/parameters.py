"""The parameters of a tool for people: each with the fields and items in it, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .ir import types as ir
from .ir.tools import Param
from .phrases import describe
from .schema import json_schema


@dataclass(frozen=True, slots=True)
class Part:
    """A parameter, or something in one."""

    name: str
    """`query`; `query.city` for a field of it, `query[]` for its items and `query{}` for its entries."""
    words: str
    """What a value must be: `an integer from 1 to 50`."""
    doc: str
    required: bool = True
    default: Any = None
    """What it is where it is left out; None also where that has no value of its own."""

    @property
    def is_each(self) -> bool:
        """Whether it stands for all items or entries, of which none need be there."""
        return self.name.endswith(("[]", "{}"))


def parts(params: Sequence[Param]) -> Iterator[Part]:
    """Each of *params* before what is in it, as deep as a call may go."""
    for param in params:
        yield Part(param.name, describe(param.value), _doc(param.value, param.doc), param.required, param.default)
        yield from _inside(param.name, param.value)


def _inside(name: str, kind: ir.Type) -> Iterator[Part]:
    match kind:
        case ir.OptionalType(item=item):
            yield from _inside(name, item)
        case ir.ListType(item=item):
            yield from _each(f"{name}[]", item)
        case ir.MapType(value=value):
            yield from _each(f"{name}{{}}", value)
        case ir.RecordType(fields=fields):
            for field in fields:
                path = f"{name}.{field.name}"
                yield Part(path, describe(field.value), _doc(field.value, field.doc), not field.absent)
                yield from _inside(path, field.value)


def _each(name: str, kind: ir.Type) -> Iterator[Part]:
    # The fields of a record say all that there is to say of it.
    if not isinstance(kind, ir.RecordType):
        yield Part(name, describe(kind), _doc(kind, ""))
    yield from _inside(name, kind)


def _doc(kind: ir.Type, doc: str) -> str:
    """What documents say of it, with what the members of an enum mean."""
    text: str = json_schema(kind, doc).get("description", "")
    return text


__all__ = ["Part", "parts"]
