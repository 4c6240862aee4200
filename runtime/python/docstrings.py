"""Docstrings of generated functions and classes, in Google style: what a tool does, takes, gives and fails with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..ir.expressions import Expr, Text, Var
from ..ir.tools import DeclaredError, Tool, ToolModule
from ..ir.types import ListType, OptionalType, RecordType, Type
from ..phrases import describe
from .layout import WIDTH, columns
from .names import Names

_QUOTES = 3


def docstring(text: str, depth: int) -> list[str]:
    """*text*, whatever is in it, as the docstring of something *depth* blocks deep: lines with their indentation."""
    return _quoted(list(wrapped(text, WIDTH - 4 * depth - 2 * _QUOTES)), depth)


def tool_docstring(tool: Tool, module: ToolModule, names: Names) -> list[str]:
    """The docstring of a tool's function."""
    width = WIDTH - 4
    lines = list(wrapped(tool.doc, width - _QUOTES))
    if tool.params:
        entries = [(names.local(p.name), p.doc) for p in tool.params]
        lines += ["", "Args:", *_entries(entries, width)]
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


def _result(type_: Type, width: int) -> Iterator[str]:
    inner = type_.item if isinstance(type_, ListType | OptionalType) else type_
    if not isinstance(inner, RecordType) or not any(field.doc for field in inner.fields):
        words = describe(type_)
        yield from (" " * 4 + line for line in wrapped(f"{words[0].upper()}{words[1:]}.", width - 4))
        return
    whole = {ListType: "A list of objects with", OptionalType: "None, or an object with"}
    yield " " * 4 + whole.get(type(type_), "An object with")
    yield from _entries(((field.name, field.doc) for field in inner.fields), width, 8)


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
