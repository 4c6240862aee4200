"""Arguments made of known values, one call after the other, and which words in them are choices from a list."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from toolwright.runtime.ir import types as irt
from toolwright.runtime.ir.tools import Param, Tool

from .searched import Calls

_Given: TypeAlias = tuple[Any, tuple[Any, ...]]
"""An argument, and the known values in it."""


def arguments_of(calls: Calls, tool: Tool, known: Sequence[Any]) -> Iterator[tuple[dict[str, Any], tuple[Any, ...]]]:
    """Arguments made of *known* values, each with the values that went in."""
    required = [p for p in tool.params if p.required]
    options = [list(_fitting(calls, tool, p, p.value, known)) for p in required]
    switches = [p for p in tool.params if not p.required and _is_switch(tool, p)]
    for chosen in itertools.product(*options):
        arguments = {p.name: value for p, (value, _) in zip(required, chosen, strict=True)}
        used = tuple(value for _, values in chosen for value in values)
        yield arguments, used
        for param in switches:
            for value, _ in _fitting(calls, tool, param, param.value, ()):
                yield {**arguments, param.name: value}, used


def _fitting(calls: Calls, tool: Tool, param: Param, type_: irt.Type, known: Sequence[Any]) -> Iterator[_Given]:
    match type_:
        case irt.OptionalType(item=item):
            yield from _fitting(calls, tool, param, item, known)
        case irt.EnumType(members=members):
            yield from ((member, ()) for member in members)
        case irt.BoolType():
            yield from ((False, ()), (True, ()))
        case irt.ListType(item=item):
            yield from (([value], used) for value, used in _fitting(calls, tool, param, item, known))
        case irt.RecordType(fields=fields):
            inner = [list(_fitting(calls, tool, param, f.value, known)) for f in fields]
            for chosen in itertools.product(*inner):
                value = {f.name: part for f, (part, _) in zip(fields, chosen, strict=True)}
                yield value, tuple(v for _, used in chosen for v in used)
        case irt.IntType() | irt.FloatType():
            yield from ((v, (v,)) for v in known if isinstance(v, int | float) and not isinstance(v, bool))
        case irt.MapType():
            return
        case _:
            wanted = _looked_for(calls, tool.name, param.name)
            yield from ((v, (v,)) for v in known if isinstance(v, str) and (wanted is None or v in wanted))


def _is_switch(tool: Tool, param: Param) -> bool:
    """Whether an optional parameter may show other cells: one that chooses, and that only what is shown was made of."""
    inner = param.value.item if isinstance(param.value, irt.OptionalType) else param.value
    added = f"parameters: {param.name}"
    return isinstance(inner, irt.EnumType | irt.BoolType) and not any(line.startswith(added) for line in tool.added)


def _looked_for(calls: Calls, tool: str, param: str) -> frozenset[Any] | None:
    """What the columns hold that *tool* compares *param* with; None where it compares it with none."""
    return calls.once(("looked for", tool, param), lambda: frozenset(calls.draws.known(tool, param)) or None)


def gate(calls: Calls, tool: Tool) -> Callable[[Any], bool]:
    """Whether a value may be the one that a tool takes: most of what a search knows is not."""
    param = next(p for p in tool.params if p.required and _slots(p.value) == 1)
    if takes_numbers(param):
        return lambda value: isinstance(value, int | float) and not isinstance(value, bool)
    wanted = _looked_for(calls, tool.name, param.name)
    return lambda value: isinstance(value, str) and (wanted is None or value in wanted)


def slots_of(tool: Tool) -> int | None:
    """How many values a call must be given that are not chosen from a list; None where nothing makes one up."""
    counts = [_slots(param.value) for param in tool.params if param.required]
    return None if None in counts else sum(count for count in counts if count is not None)


def takes_numbers(param: Param) -> bool:
    """Whether the one value of *param* that is not chosen from a list is a number: any is tried then."""
    return _slots(param.value) == 1 and _slot(param.value).type in ("int", "float")


def takes_texts(param: Param) -> bool:
    """Whether a text goes into *param* that is not chosen from a list, or a day: only one that the columns hold."""
    return _takes_texts(param.value)


def _takes_texts(type_: irt.Type) -> bool:
    match type_:
        case irt.OptionalType(item=item) | irt.ListType(item=item):
            return _takes_texts(item)
        case irt.RecordType(fields=fields):
            return any(_takes_texts(field.value) for field in fields)
        case irt.EnumType() | irt.BoolType() | irt.IntType() | irt.FloatType() | irt.MapType():
            return False
    return True


def choices(tool: Tool, arguments: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Place and word of each choice in *arguments*."""
    for param in tool.params:
        if param.name in arguments:
            yield from _chosen(param.name, param.value, arguments[param.name])


def _chosen(place: str, type_: irt.Type, value: Any) -> Iterator[tuple[str, str]]:
    match type_:
        case irt.OptionalType(item=item) if value is not None:
            yield from _chosen(place, item, value)
        case irt.ListType(item=item):
            for part in value:
                yield from _chosen(place, item, part)
        case irt.RecordType(fields=fields):
            for field in fields:
                if field.name in value:
                    yield from _chosen(f"{place}.{field.name}", field.value, value[field.name])
        case irt.EnumType() | irt.BoolType():
            yield place, str(value)


def _slots(type_: irt.Type) -> int | None:
    match type_:
        case irt.OptionalType(item=item) | irt.ListType(item=item):
            return _slots(item)
        case irt.EnumType() | irt.BoolType():
            return 0
        case irt.MapType():
            return None
        case irt.RecordType(fields=fields):
            counts = [_slots(field.value) for field in fields]
            return None if None in counts else sum(count for count in counts if count is not None)
    return 1


def _slot(type_: irt.Type) -> irt.Type:
    """The type of the one value in *type_* that is not chosen from a list."""
    match type_:
        case irt.OptionalType(item=item) | irt.ListType(item=item):
            return _slot(item)
        case irt.RecordType(fields=fields):
            return _slot(next(field.value for field in fields if _slots(field.value) == 1))
    return type_
