"""A level's tools as one Python module: the text that a bundle ships and the functions that the runtime runs.

Both come from the same generator, so what a reviewer reads is what runs. The runtime compiles text that it made itself
from a checked intermediate form; it never reads a bundle's `tools.py` but to compare it. It runs that text without the
support at its end (it has its own), at the same line numbers.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import Any

from ..ir.tools import ToolModule
from ..ir.typecheck import module_kinds
from . import prelude
from .expressions import Printer
from .functions import Line, base_name, error_class, helper_function, tool_functions
from .names import PRELUDE_NAMES, Names, quote
from .support import definition, imports, support

_RULE = "# " + "-" * 78


@dataclass(frozen=True)
class ModuleText:
    """The text of one module, and which line says which statement."""

    text: str
    first_line: int
    """Where the part that the runtime runs begins, from 1."""
    runs: str
    """That part: declared errors, helper functions and tools."""
    statements: tuple[tuple[int, str, int], ...]
    """(line, tool, statement): from this line on stands this statement of the tool's base body, counted from 0."""


def module_text(module: ToolModule, title: str) -> ModuleText:
    """The whole `tools.py`: standard library only, importable on its own, as `ruff format` would have it."""
    body, marks = _body(module)
    runs = "\n".join(body) + "\n"
    used = _names_in(runs)
    needed = support(module, used)
    head = [
        f'"""{title}',
        "",
        "Generated; to run a tool: `TOOLS[name](World.load(), **arguments)`. A name that Python or this",
        "module needs itself ends in an underscore here.",
        '"""',
        "",
        "from __future__ import annotations",
        "",
        *imports(_names_in(needed) | used | {"Callable", "Any"}),
        "",
        "",
        *definition("ToolError").split("\n"),
        "",
        "",
    ]
    first = len(head) + 1
    text = "\n".join(head) + "\n" + runs + needed
    return ModuleText(text, first, runs, tuple((first + line, tool, number) for line, tool, number in marks))


def module_source(module: ToolModule, title: str) -> str:
    """The text of `tools.py`."""
    return module_text(module, title).text


def body_source(module: ToolModule) -> str:
    """The declared errors, helper functions and tools of a module, without what they stand on."""
    return "\n".join(_body(module)[0]) + "\n"


def _body(module: ToolModule) -> tuple[list[str], list[tuple[int, str, int]]]:
    """The lines that the runtime runs, and where statements of base bodies begin: (line from 0, tool, statement)."""
    names = Names.of(module)
    kinds = module_kinds(module)
    lines: list[str] = []
    marks: list[tuple[int, str, int]] = []

    def add(part: list[Line], tool: str | None = None) -> None:
        if lines:
            lines.extend(("", ""))
        last = None
        for text, statement in part:
            if tool is not None and statement is not None and statement != last:
                marks.append((len(lines), tool, statement))
                last = statement
            lines.append(text)

    if module.errors:
        add([Line(f"{_RULE} errors")])
        for error in module.errors:
            add(error_class(error, names))
    if module.functions:
        add([Line(f"{_RULE} helpers")])
        for function in module.functions:
            add(helper_function(function, names, kinds.functions[function.name]))
    add([Line(f"{_RULE} tools")])
    for tool in module.tools:
        base, *scaled = tool_functions(tool, module, names, kinds)
        add(base, tool.name)
        for part in scaled:
            add(part)
    table = [Line(f"    {quote(tool.name)}: {names.top(tool.name)},") for tool in module.tools]
    add([Line("TOOLS: dict[str, Callable[..., Any]] = {"), *table, Line("}")] if table else [Line(_NO_TOOLS)])
    lines.append('"""Tool name to function."""')
    return lines, marks


_NO_TOOLS = "TOOLS: dict[str, Callable[..., Any]] = {}"


def _names_in(source: str) -> set[str]:
    """What a piece of Python names: variables and attributes."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
    return found


_FILE = "<tools generated from a bundle>"


@lru_cache(maxsize=64)
def _compiled(source: str, first_line: int) -> CodeType:
    tree = ast.parse(source)
    ast.increment_lineno(tree, first_line - 1)
    code: CodeType = compile(tree, _FILE, "exec", flags=annotations.compiler_flag, dont_inherit=True)
    return code


WrapBase = Callable[[str, Callable[..., Any]], Callable[..., Any]]
"""Gets (tool, function) for each function that computes a base tool and returns what stands in its place; that is how
receipts see a base tool's result inside a scaled one."""


class GeneratedModule:
    """The functions of one level, made from its intermediate form."""

    def __init__(self, module: ToolModule, wrap_base: WrapBase) -> None:
        """Generate and compile *module*, which must have passed `ir.verify`."""
        self._names = Names.of(module)
        self._namespace: dict[str, Any] = {name: getattr(prelude, name) for name in PRELUDE_NAMES}
        self._namespace["__name__"] = "toolwright_generated"
        exec(_compiled(body_source(module), 1), self._namespace)
        self.tools: dict[str, Callable[..., Any]] = {}
        """Tool name to a function of the world and keyword arguments (see `keywords`)."""
        self._keywords: dict[str, dict[str, str]] = {}
        for tool in module.tools:
            self._keywords[tool.name] = {p.name: self._names.local(p.name) for p in tool.params}
            if tool.core is None:
                self.tools[tool.name] = wrap_base(tool.name, self._namespace["TOOLS"][tool.name])
            else:
                base = base_name(tool)
                self._namespace[base] = wrap_base(tool.name, self._namespace[base])
                self.tools[tool.name] = self._namespace["TOOLS"][tool.name]

    def keywords(self, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """*arguments* by parameter name, as the Python keywords of a tool's function."""
        names = self._keywords[tool]
        return {names[name]: value for name, value in arguments.items()}

    def condition(self, expression: Any, *variables: str) -> Callable[..., Any]:
        """An expression as a function of the world and *variables*."""
        params = ", ".join(["world", *map(self._names.local, variables)])
        source = f"lambda {params}: {Printer(self._names).show(expression)}"
        made: Callable[..., Any] = eval(compile(source, "<condition of a bundle>", "eval"), self._namespace)
        return made
