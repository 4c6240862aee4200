"""Reading of arguments as Python source: values for what is plainly right, the plain way for everything else.

What is read here is what `jsontext.parse_arguments` and the tool's validator give; property tests hold them together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
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
    short = all(map(_is_scalar, tool.params)) and sum(map(_longest, tool.params)) <= MAX_LENGTH
    wrong = [f"len(_text) > {MAX_LENGTH}"] if not short else []
    wrong += ["type(_args) is not dict"] if not required else []
    if wrong:
        yield f"    if {' or '.join(wrong)}:"
        yield f"        {slow}"
    optional = len(required) < len(tool.params)
    if optional:
        yield f"    _count, _least = {len(required)}, {_BRACE + _room(required)}"
    for i, p in enumerate(tool.params):
        name = names.local(p.name)
        lines = list(_checks(name, i, p.value))
        if not p.required:
            yield f"    {name} = _args.get({p.name!r}, _ABSENT)"
            yield f"    if {name} is _ABSENT:"
            yield f"        {name} = _default_{i}"
            yield "    else:"
            yield "        _count += 1"
            if short:
                lines.append(" + ".join([f"_least += {_room([p])}", *_length(p, name)]))
            lines = [f"    {line}" for line in lines]
        yield from (f"    {line}" for line in lines)
    count, least = ("_count", "_least") if optional else (str(len(required)), str(_BRACE + _room(required)))
    twice = f"_text.count(':') != {count} and _maybe_twice(_text, _args)"
    if short:
        taken = [length for p in required for length in _length(p, names.local(p.name))]
        yield f"    _spare = {' - '.join(['len(_text)', *taken, least])}"
        shortest = min((len(p.name) for p in tool.params), default=0)
        yield f"    if _spare >= {_LEAST} and ("
        yield f"        len(_text) > {MAX_LENGTH} or len(_args) != {count}"
        yield f"        or (_spare >= {_LEAST + shortest} and {twice})"
        yield "    ):"
    else:
        yield f"    if len(_args) != {count} or ({twice}):"
    yield f"        {slow}"


_LEAST = 5
"""Characters that one more name takes in an object, however short it is: two quotes, a colon, a value, a comma."""


_BRACE = 1
"""What an object takes besides: a brace; the other one stands where a comma after the last value would."""


def _room(params: Sequence[Param]) -> int:
    """Characters that *params* take at least in the text of an object, without what `_length` counts.

    A text that takes less than `_LEAST` more holds no other name and none twice; one of a name that is known takes
    as much more as the name is long.
    """
    return sum(len(p.name) + 4 + (2 if isinstance(p.value, StrType | EnumType) else 1) for p in params)


def _length(param: Param, name: str) -> Iterator[str]:
    """What of a parameter's text is as long as its value in the variable *name* is at least; escapes are longer."""
    if isinstance(param.value, StrType | EnumType):
        yield f"len({name})"


def _is_scalar(param: Param) -> bool:
    kind = param.value.item if isinstance(param.value, OptionalType) else param.value
    return isinstance(kind, StrType | IntType | FloatType | BoolType | EnumType)


def _longest(param: Param) -> int:
    """How long a text can be that fits a scalar."""
    kind = param.value.item if isinstance(param.value, OptionalType) else param.value
    match kind:
        case StrType(high=high):
            return MAX_LENGTH + 1 if high is None else high
        case EnumType(members=members):
            return max(map(len, members), default=0)
    return 0


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
    # Scalars are held to finite numbers where they are looked at; the parser takes a while longer to do that.
    parse = from_json if all(map(_is_scalar, tool.params)) else read
    found: dict[str, Any] = {"_read": parse, "_maybe_twice": maybe_twice, "_ABSENT": object()}
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
