"""Types that nobody wrote, to be shown beside the names that have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ..checking.types import List, Map, Optional, Record, Type, Unknown, show
from ..syntax import nodes
from .model import Definition, Index, Kind
from .spelling import spelled

ROOM: Final = 32
"""Characters that a hint takes at most, where its type has a shorter form."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A type to be shown behind a name."""

    offset: int
    """Where: behind the name."""
    text: str
    """The type in short: `{ id, fare }`."""
    whole: str
    """The type in full, refinements and all."""


def hints(index: Index, path: str, start: int, end: int) -> list[Hint]:
    """Types of the `let`s and steps between *start* and *end* of the file at *path*, in the order of the text.

    What the eye sees anyway is left out: a declared type, a literal, a template, a written record, an `insert`.
    """
    found = []
    for own in index.definitions.values():
        if own.span is None or own.span.source.name != path or not start <= own.span.end <= end:
            continue
        if own.type is not None and not isinstance(own.type, Unknown) and _is_asked(own):
            found.append(Hint(own.span.end, short(own.type), spelled(own.type)))
    return sorted(found, key=lambda hint: hint.offset)


def _is_asked(own: Definition) -> bool:
    match own.node:
        case nodes.Let(_, _, None, value):
            return not isinstance(value, nodes.Literal | nodes.Template | nodes.RecordNode | nodes.Insert)
        case _:
            return own.kind is Kind.STEP


def short(type_: Type) -> str:
    """*type_* in at most `ROOM` characters, if leaving out the types of fields, then fields, is enough for that."""
    text = show(type_)
    if len(text) <= ROOM:
        return text
    match type_:
        case Record(fields):
            return _names([name for name, _ in fields])
        case List(item):
            return f"list[{short(item)}]"
        case Map(key, value):
            return f"map[{show(key)}, {short(value)}]"
        case Optional(item):
            return f"{short(item)}?"
        case _:
            return f"{text[: ROOM - 1]}…"


def _names(names: list[str]) -> str:
    for count in range(len(names), 1, -1):
        text = ", ".join([*names[:count], *(["…"] if count < len(names) else [])])
        if len(text) + 4 <= ROOM:
            return f"{{ {text} }}"
    return f"{{ {names[0]}, … }}"
