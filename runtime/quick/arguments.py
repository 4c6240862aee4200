"""Reading of arguments as Python source: values for what is plainly right, the plain way for everything else.

What is read here is what `jsontext.parse_arguments` and the tool's validator give; property tests hold them together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pydantic_core import from_json

from ..arguments import compile_validator
from ..errors import CallError
from ..ir.tools import Param, Tool
from ..ir.types import BoolType, EnumType, FloatType, IntType, OptionalType, StrType, Type
from ..python.names import Names

MAX_LENGTH: Final = 4000
"""The longest text that is read here; no integer in it has too many digits."""

_LARGEST = "1.7976931348623157e308"


def read(text: str) -> Any:
    """The value that *text* holds. Raises ValueError where it holds none, and TypeError where no UTF-8 can.

    Of keys that stand twice it keeps the last, numbers that overflow are infinite, and more than 64 levels are read.
    """
    return from_json(text, allow_inf_nan=False)


def maybe_twice(text: str, value: Any) -> bool:
    """Whether *text*, which was read as *value*, may hold an object in which a name stands twice.

    Each name is followed by a colon, so there are as many colons as names and colons in strings, unless something that
    stands there twice was dropped.
    """
    return "\\" in text or text.count(":") != _colons(value)


def _colons(value: Any) -> int:
    match value:
        case str():
            return value.count(":")
        case dict():
            return sum(1 + name.count(":") + _colons(part) for name, part in value.items())
        case list():
            return sum(map(_colons, value))
    return 0


def reading(tool: Tool, names: Names) -> Iterator[str]:
    """Lines that bind the tool's parameters to what `_text` gives, or return what `_slow` says."""
    slow = "return _slow(world, _text)"
    required = [p for p in tool.params if p.required]
    yield "    try:"
    yield "        _args = _read(_text)"
    yield from (f"        {names.local(p.name)} = _args[{p.name!r}]" for p in required)
    yield "    except Exception:"
    yield f"        {slow}"
    yield f"    if len(_text) > {MAX_LENGTH}" + ("" if required else " or type(_args) is not dict") + ":"
    yield f"        {slow}"
    yield f"    _count = {len(required)}"
    for i, p in enumerate(tool.params):
        name = names.local(p.name)
        checks = list(_checks(name, i, p.value))
        if not p.required:
            yield f"    {name} = _args.get({p.name!r}, _ABSENT)"
            yield f"    if {name} is _ABSENT:"
            yield f"        {name} = _default_{i}"
            yield "    else:"
            yield "        _count += 1"
            checks = [f"    {line}" for line in checks]
        yield from (f"    {line}" for line in checks)
    yield "    if len(_args) != _count or (_text.count(':') != _count and _maybe_twice(_text, _args)):"
    yield f"        {slow}"


def _checks(name: str, number: int, kind: Type) -> Iterator[str]:
    """Lines that hold the variable *name* to a type."""
    if isinstance(kind, OptionalType):
        yield f"if {name} is not None:"
        yield from (f"    {line}" for line in _checks(name, number, kind.item))
        return
    match kind:
        case StrType(low=low, high=high, pattern=pattern):
            wrong = [f"type({name}) is not str", *_outside(f"len({name})", low, high)]
            wrong += [f"not _matches_{number}({name})"] if pattern is not None else []
        case IntType(low=low, high=high):
            wrong = [f"type({name}) is not int", *_outside(name, low, high)]
        case FloatType(low=low, high=high):
            # Infinity is what a number that overflows was read as.
            least, most = f"-{_LARGEST}" if low is None else repr(low), _LARGEST if high is None else repr(high)
            wrong = [f"type({name}) is not float and type({name}) is not int", f"not {least} <= {name} <= {most}"]
        case BoolType():
            wrong = [f"type({name}) is not bool"]
        case EnumType():
            wrong = [f"type({name}) is not str", f"{name} not in _members_{number}"]
        case _:
            yield "try:"
            yield f"    {name} = _checked_{number}({name})"
            yield "except ValueError:"
            yield "    return _slow(world, _text)"
            return
    yield f"if {' or '.join(wrong)}:"
    yield "    return _slow(world, _text)"
    if isinstance(kind, FloatType):
        # The sum makes a float of a whole number, and 0.0 of -0.0.
        yield f"{name} = {name} + 0.0"


def _outside(value: str, low: float | None, high: float | None) -> Iterator[str]:
    if low is not None and high is not None:
        yield f"not {low!r} <= {value} <= {high!r}"
    elif low is not None:
        yield f"{value} < {low!r}"
    elif high is not None:
        yield f"{value} > {high!r}"


def names_of(tool: Tool) -> Mapping[str, Any]:
    """What the lines of `reading` stand on, beside `_slow`."""
    found: dict[str, Any] = {"_read": read, "_maybe_twice": maybe_twice, "_ABSENT": object()}
    for i, p in enumerate(tool.params):
        kind = p.value
        while isinstance(kind, OptionalType):
            kind = kind.item
        if isinstance(kind, StrType) and kind.pattern is not None:
            found[f"_matches_{i}"] = re.compile(kind.pattern).fullmatch
        elif isinstance(kind, EnumType):
            found[f"_members_{i}"] = frozenset(kind.members)
        elif not isinstance(kind, StrType | IntType | FloatType | BoolType):
            found[f"_checked_{i}"] = _checker(p.model_copy(update={"value": kind}))
        if not p.required:
            values = compile_validator([p])({})
            assert isinstance(values, dict)
            found[f"_default_{i}"] = values[p.name]
    return found


def _checker(param: Param) -> Callable[[Any], Any]:
    validate = compile_validator([param.model_copy(update={"required": True})])

    def checked(value: Any) -> Any:
        values = validate({param.name: value})
        if isinstance(values, CallError):
            raise ValueError(values.message)
        return values[param.name]

    return checked
