"""Docstrings of generated functions and classes, in Google style: what a tool does, takes, gives and fails with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..ir.expressions import Expr, Text, Var
from ..ir.tools import DeclaredError, Tool, ToolModule
from ..ir.types import EnumType, ListType, OptionalType, RecordType, Type
from ..phrases import describe, quoted_names
from .layout import WIDTH, columns
from .names import Names
from .words import words

_QUOTES = 3


def docstring(text: str, depth: int) -> list[str]:
    """*text*, whatever is in it, as the docstring of something *depth* blocks deep: lines with their indentation."""
    return _quoted(list(wrapped(text, WIDTH - 4 * depth - 2 * _QUOTES)), depth)


def tool_docstring(tool: Tool, module: ToolModule, names: Names) -> list[str]:
    """The docstring of a tool's function."""
    width = WIDTH - 4
    lines = list(wrapped(tool.doc, width - _QUOTES))
    if tool.params:
        lines += ["", "Args:"]
        for p in tool.params:
            lines += _taken(names.local(p.name), p.doc, p.value, width, in_signature=bool(words(p, tool.body)))
    lines += ["", "Returns:", *_result(tool.result, width)]
    if tool.fails:
        errors = {error.name: error for error in module.errors}
        told = [(names.top(name), message_pattern(errors[name].message)) for name in tool.fails]
        lines += ["", "Raises:", *_entries(told, width)]
    return _quoted(lines, 1)


def error_docstring(error: DeclaredError) -> list[str]:
    """The docstring of a declared error's class: its message with the names of its parameters."""
    return docstring(message_pattern(error.message), 1)


def message_pattern(message: Expr) -> str:
    """A message with names in place of values, `There is no order {order}`."""
    if not isinstance(message, Text):
        return "A declared error."
    return "".join(
        part if isinstance(part, str) else f"{{{part.value.name}}}" if isinstance(part.value, Var) else "..."
        for part in message.parts
    )


def wrapped(text: str, width: int) -> Iterator[str]:
    """*text* in lines of at most *width* columns, cut between words."""
    line = ""
    for word in text.replace("\0", "\\x00").split():
        longer = f"{line} {word}" if line else word
        if line and columns(longer) > width:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line


def _entries(entries: Iterable[tuple[str, str]], width: int, indent: int = 4) -> Iterator[str]:
    """`name: what it is`, long ones indented below."""
    for name, doc in entries:
        first, *rest = wrapped(f"{name}: {doc}".rstrip(), width - indent - 4)
        yield " " * indent + first
        yield from (" " * (indent + 4) + line for line in rest)


def _taken(name: str, doc: str, type_: Type, width: int, in_signature: bool, indent: int = 4) -> Iterator[str]:
    """A parameter, or a part of one: what it is, its words where they stand nowhere else, and below it its parts."""
    inner, each = _unwrapped(type_)
    match inner:
        case EnumType(members=members) if not in_signature:
            said = f"{'Each one' if each else 'One'} of {quoted_names(members)}."
        case RecordType():
            said = "Each an object with" if each else "An object with"
        case _:
            said = "" if doc else _sentence(_in_words(type_))
    yield from _entries([(name, f"{doc} {said}".strip())], width, indent)
    if isinstance(inner, RecordType):
        for field in inner.fields:
            doc = field.doc if not field.doc or field.doc[-1] in ".!?" else f"{field.doc}."
            yield from _taken(field.name, doc, field.value, width, in_signature=False, indent=indent + 4)


def _unwrapped(type_: Type) -> tuple[Type, bool]:
    """The type of what is there, one of its items where it is a list, and whether it is one."""
    inner = type_.item if isinstance(type_, OptionalType) else type_
    if not isinstance(inner, ListType):
        return inner, False
    return inner.item.item if isinstance(inner.item, OptionalType) else inner.item, True


def _result(type_: Type, width: int) -> Iterator[str]:
    inner, _ = _unwrapped(type_)
    if not isinstance(inner, RecordType) or not any(field.doc for field in inner.fields):
        yield from (" " * 4 + line for line in wrapped(_sentence(_in_words(type_)), width - 4))
        return
    yield f"    {_whole(type_)} with"
    told = [(field.name, field.doc or _sentence(_in_words(field.value))) for field in inner.fields]
    yield from _entries(told, width, 8)


def _whole(type_: Type) -> str:
    match type_:
        case ListType(item=OptionalType()):
            return "A list, each item None or an object"
        case ListType():
            return "A list of objects"
        case OptionalType(item=ListType()):
            return "None, or a list of objects"
        case OptionalType():
            return "None, or an object"
    return "An object"


def _in_words(type_: Type) -> str:
    return f"{describe(type_)}, each {_in_words(type_.item)}" if isinstance(type_, ListType) else describe(type_)


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _quoted(lines: Sequence[str], depth: int) -> list[str]:
    indent = " " * (4 * depth)
    safe = [_safe(line) for line in lines] or ["..."]
    if safe[0].startswith('"'):
        safe[0] = "\\" + safe[0]
    if len(safe) == 1:
        return [f'{indent}"""{safe[0]}"""']
    return [f'{indent}"""{safe[0]}', *(indent + line if line else "" for line in safe[1:]), f'{indent}"""']


def _safe(line: str) -> str:
    """*line* as it may stand before three quotes."""
    body = line.rstrip('"')
    return body.replace("\\", "\\\\").replace('"""', '\\"\\"\\"') + '\\"' * (len(line) - len(body))
