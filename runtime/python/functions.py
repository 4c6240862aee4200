"""Tools, helper functions and errors as Python source."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from ..ir import expressions as ir
from ..ir.tools import DeclaredError, Function, Param, Tool, ToolModule
from ..ir.types import (
    BoolType,
    EnumType,
    FloatType,
    IntType,
    ListType,
    MapType,
    OptionalType,
    RecordType,
    RowType,
    Type,
)
from .expressions import Printer
from .names import Names, quote

WIDTH = 110


def annotation(type_: Type) -> str:
    """The Python type of a parameter or result."""
    match type_:
        case BoolType():
            return "bool"
        case IntType():
            return "int"
        case FloatType():
            return "float"
        case EnumType(members=members):
            return f"Literal[{', '.join(map(quote, members))}]"
        case ListType(item=item):
            return f"list[{annotation(item)}]"
        case MapType(value=value):
            return f"dict[str, {annotation(value)}]"
        case RecordType():
            return "dict[str, Any]"
        case OptionalType(item=item):
            return f"{annotation(item)} | None"
        case RowType():
            return "Row"
        case _:
            return "str"


def error_class(error: DeclaredError, names: Names) -> str:
    """A declared error as an exception class."""
    printer = Printer(names)
    params = "".join(f", {names.local(p.name)}: {annotation(p.value)}" for p in error.params)
    return "\n".join(
        [
            f"class {names.top(error.name)}(ToolError):",
            f"    def __init__(self{', *' if params else ''}{params}) -> None:",
            f"        super().__init__({printer.show(error.message)})",
        ]
    )


def helper_function(function: Function, names: Names) -> str:
    """A helper function; it reads the world that its caller reads."""
    printer = Printer(names)
    params = "".join(f", {names.local(p.name)}: {annotation(p.value)}" for p in function.params)
    lines = [f"def {names.top(function.name)}(world: World{params}) -> Any:"]
    if function.doc:
        lines.append(f"    {_docstring_text(function.doc, 4)}")
    return "\n".join([*lines, f"    return {printer.show(function.value)}"])


def tool_functions(tool: Tool, module: ToolModule, names: Names) -> Iterator[tuple[str, str]]:
    """The functions of a tool, (name, source): of a scaled one its base tool first."""
    base = base_name(tool)
    if tool.core is not None:
        lines = [_signature(base, tool.core.params, "Any", names)]
        lines.append(f'    """What `{tool.origin}` does before scaling."""')
        yield base, "\n".join([*lines, *_Body(names, base).lines(tool.core.body, 1)])
    name = names.top(tool.name)
    docstring = textwrap.indent(_docstring(tool, module), "    ")
    lines = [_signature(name, tool.params, annotation(tool.result), names), docstring]
    yield name, "\n".join([*lines, *_Body(names, base).lines(tool.body, 1)])


def base_name(tool: Tool) -> str:
    """Name of the function that holds a scaled tool's base tool; no name of a scenario begins so."""
    return f"_base_{tool.name}"


def _signature(name: str, params: Sequence[Param], result: str, names: Names) -> str:
    parts = ["world: World"]
    # A parameter without default may follow one that has a default, so all but the world are keywords.
    if params:
        parts.append("*")
    for p in params:
        default = "" if p.required else f" = {_default(p.default)}"
        parts.append(f"{names.local(p.name)}: {annotation(p.value)}{default}")
    line = f"def {name}({', '.join(parts)}) -> {result}:"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"def {name}(", *(f"    {part}," for part in parts), f") -> {result}:"])


def _default(value: Any) -> str:
    return quote(value) if isinstance(value, str) else repr(value)


def _docstring_text(text: str, indent: int) -> str:
    """*text* as a docstring, whatever is in it."""
    wrapped = textwrap.wrap(text, WIDTH - indent - 6)
    body = ("\n" + " " * indent).join(map(_docstring_safe, wrapped))
    return f'"""{body}"""' if len(wrapped) <= 1 else f'"""{body}\n{" " * indent}"""'


def _docstring_safe(text: str) -> str:
    """*text* as it may stand before three quotes; without NUL, which Python refuses."""
    body = text.rstrip('"')
    safe = body.replace("\\", "\\\\").replace("\0", "\\x00").replace('"""', '\\"\\"\\"')
    return safe + '\\"' * (len(text) - len(body))


def _docstring(tool: Tool, module: ToolModule) -> str:
    lines = [*textwrap.wrap(tool.doc, WIDTH - 8)]
    if tool.params:
        lines += ["", "Args:"]
        for p in tool.params:
            text = f"{p.name}: {p.doc}".rstrip(": ")
            lines += textwrap.wrap(text, WIDTH - 12, initial_indent="    ", subsequent_indent="        ")
    if tool.fails:
        lines += ["", "Raises:"]
        lines += [f"    {name}" for name in tool.fails]
    body = "\n".join(map(_docstring_safe, lines))
    return f'"""{body}\n"""' if "\n" in body else f'"""{body}"""'


class _Body:
    """Prints statements."""

    def __init__(self, names: Names, base: str) -> None:
        self._names = names
        self._printer = Printer(names, base)

    def lines(self, body: Sequence[Any], depth: int) -> list[str]:
        indent = "    " * depth
        made = [line for statement in body for line in self._statement(statement, depth)]
        return [indent + line if not line.startswith("\0") else line[1:] for line in made] or [f"{indent}pass"]

    def _statement(self, s: Any, depth: int) -> Iterator[str]:
        show = self._show
        match s:
            case ir.Let(value=ir.OrFail() as value):
                name = self._names.local(s.name)
                yield f"{name} = {show(value.value)}"
                yield f"if {name} is None:"
                yield f"    raise {self._printer.error(value.error, value.arguments)}"
            case ir.Let():
                yield f"{self._names.local(s.name)} = {show(s.value)}"
            case ir.Require():
                yield f"if {self._printer.negated(s.condition)}:"
                yield f"    raise {self._printer.error(s.error, s.arguments)}"
            case ir.Fail():
                yield f"raise {self._printer.error(s.error, s.arguments)}"
            case ir.Return():
                yield f"return {show(s.value)}"
            case ir.Insert():
                target = f"{self._names.local(s.name)} = " if s.name else ""
                yield f"{target}world.{s.entity}.insert({self._printer.cells(s.fields)})"
            case ir.Update():
                target = f"{self._names.local(s.name)} = " if s.name else ""
                yield f"{target}world.{s.entity}.update({show(s.row)}, {self._printer.cells(s.fields)})"
            case ir.Delete():
                yield f"world.{s.entity}.delete({show(s.row)})"
            case ir.For():
                yield f"for {self._names.local(s.name)} in {show(s.source)}:"
                yield from self._block(s.body, depth)
            case ir.If():
                yield f"if {self._printer.condition(s.condition)}:"
                yield from self._block(s.then, depth)
                rest: Sequence[Any] = s.otherwise
                while len(rest) == 1 and isinstance(rest[0], ir.If):
                    yield f"elif {self._printer.condition(rest[0].condition)}:"
                    yield from self._block(rest[0].then, depth)
                    rest = rest[0].otherwise
                if rest:
                    yield "else:"
                    yield from self._block(rest, depth)

    def _block(self, body: Sequence[Any], depth: int) -> Iterator[str]:
        for line in self.lines(body, depth + 1):
            yield "\0" + line

    def _show(self, e: Any) -> str:
        return self._printer.show(e)
