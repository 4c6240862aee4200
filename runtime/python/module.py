"""A level's tools as one Python module: the text that a bundle ships and the functions that the runtime runs.

Both come from the same generator, so what a reviewer reads is what runs. The runtime compiles text that it made itself
from a checked intermediate form; it never reads a bundle's `tools.py` but to compare it. It runs that text without what
the tools stand on, of which it has its own.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import lru_cache
from types import CodeType
from typing import Any

from ..ir.tools import ToolModule
from ..ir.typecheck import module_kinds
from . import prelude
from .expressions import Printer
from .functions import base_name, error_class, helper_function, tool_functions
from .names import PRELUDE_NAMES, Names, quote
from .support import definition, imports, support

_RULE = "# " + "-" * 78


def module_source(module: ToolModule, title: str) -> str:
    """The whole `tools.py`: standard library only, importable on its own, as `ruff format` would have it."""
    body = body_source(module)
    used = _names_in(body)
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
        definition("ToolError"),
        "",
        "",
    ]
    return "\n".join(head) + "\n" + body + needed


def body_source(module: ToolModule) -> str:
    """The declared errors, helper functions and tools of a module, without what they stand on."""
    names = Names.of(module)
    kinds = module_kinds(module)
    parts: list[list[str]] = []
    if module.errors:
        parts += [[f"{_RULE} errors"], *(error_class(error, names) for error in module.errors)]
    if module.functions:
        parts.append([f"{_RULE} helpers"])
        parts += [helper_function(f, names, kinds.functions[f.name]) for f in module.functions]
    parts.append([f"{_RULE} tools"])
    for tool in module.tools:
        parts += tool_functions(tool, module, names, kinds)
    listed = "".join(f"\n    {quote(tool.name)}: {names.top(tool.name)}," for tool in module.tools)
    table = f"{{{listed}\n}}" if listed else "{}"
    parts.append([f"TOOLS: dict[str, Callable[..., Any]] = {table}", '"""Tool name to function."""'])
    return "\n\n\n".join("\n".join(part) for part in parts) + "\n"


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
def _compiled(source: str) -> CodeType:
    code: CodeType = compile(source, _FILE, "exec", flags=annotations.compiler_flag, dont_inherit=True)
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
        exec(_compiled(body_source(module)), self._namespace)
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
