"""A level's tools as one Python module: the text that a bundle ships and the functions that the runtime runs.

Both come from the same generator, so what a reviewer reads is what runs. The runtime compiles text that it made itself
from a checked intermediate form; it never reads a bundle's `tools.py` but to compare it. It runs that text without what
the tools stand on, of which it has its own.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from traceback import walk_tb
from types import CodeType
from typing import Any

from ..ir.parts import Part
from ..ir.tools import ToolModule
from ..ir.typecheck import module_kinds
from . import prelude
from .expressions import Printer
from .functions import base_name, error_class, extern_function, helper_function, tool_functions
from .names import PRELUDE_NAMES, Names, quote
from .pieces import PartLines, Piece, joined, numbered, pieces
from .support import definition, imports, support

_RULE = "# " + "-" * 78


@dataclass(frozen=True, slots=True)
class Generated:
    """A `tools.py`."""

    text: str
    lines: tuple[PartLines, ...]
    """Where the parts of the module stand in it, from top to bottom."""


def module_source(module: ToolModule, title: str) -> str:
    """The whole `tools.py`: standard library only, importable on its own, as `ruff format` would have it."""
    return generated(module, title).text


def generated(module: ToolModule, title: str) -> Generated:
    """The same with what its lines print."""
    blocks = _blocks(module)
    body = joined(blocks)
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
    before = "\n".join(head) + "\n"
    return Generated(before + body + needed, tuple(numbered(blocks, before.count("\n") + 1)))


def body_source(module: ToolModule) -> str:
    """The declared errors, helper functions and tools of a module, without what they stand on."""
    return joined(_blocks(module))


def _blocks(module: ToolModule) -> list[list[Piece]]:
    names = Names.of(module)
    kinds = module_kinds(module)
    blocks: list[list[Piece]] = []
    if module.errors:
        blocks.append(pieces([f"{_RULE} errors"]))
        blocks += [pieces(error_class(error, names), Part("error", error.name)) for error in module.errors]
    if module.functions:
        blocks.append(pieces([f"{_RULE} helpers"]))
        blocks += [
            pieces(helper_function(f, names, kinds.functions[f.name]), Part("function", f.name))
            for f in module.functions
        ]
    if module.externs:
        blocks.append(pieces([f"{_RULE} extern functions"]))
        blocks.append(pieces(["EXTERNS: dict[str, Callable[..., Any]] = {}", f'"""{_EXTERNS}"""']))
        blocks += [pieces(extern_function(extern, names), Part("function", extern.name)) for extern in module.externs]
    blocks.append(pieces([f"{_RULE} tools"]))
    for tool in module.tools:
        blocks += tool_functions(tool, module, names, kinds)
    listed = "".join(f"\n    {quote(tool.name)}: {names.top(tool.name)}," for tool in module.tools)
    table = f"{{{listed}\n}}" if listed else "{}"
    blocks.append(pieces([f"TOOLS: dict[str, Callable[..., Any]] = {table}", '"""Tool name to function."""']))
    return blocks


@lru_cache(maxsize=16)
def _names_in(source: str) -> frozenset[str]:
    """What a piece of Python names: variables and attributes."""
    found = set()
    left: list[Any] = [ast.parse(source)]
    while left:
        node = left.pop()
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        # As `ast.walk`, which takes twice as long.
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                left += [part for part in value if isinstance(part, ast.AST)]
            elif isinstance(value, ast.AST):
                left.append(value)
    return frozenset(found)


_EXTERNS = (
    "What runs for the author's own Python in `extern/`, which nobody vetted: nothing,\n"
    "until you put functions here that you trust. Toolwright runs it in a sandbox."
)
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

    def __init__(
        self, module: ToolModule, wrap_base: WrapBase, externs: Mapping[str, Callable[..., Any]] | None = None
    ) -> None:
        """Generate and compile *module*, which must have passed `ir.verify`.

        *externs* are functions of the world and plain arguments, one for each extern function of the module.
        """
        self._names = Names.of(module)
        self._blocks = _blocks(module)
        self.namespace: dict[str, Any] = {name: getattr(prelude, name) for name in PRELUDE_NAMES}
        self.namespace["__name__"] = "toolwright_generated"
        exec(_compiled(joined(self._blocks)), self.namespace)
        self.namespace.update({self._names.top(name): function for name, function in (externs or {}).items()})
        self.tools: dict[str, Callable[..., Any]] = {}
        """Tool name to a function of the world and keyword arguments (see `keywords`)."""
        self._keywords: dict[str, dict[str, str]] = {}
        for tool in module.tools:
            self._keywords[tool.name] = {p.name: self._names.local(p.name) for p in tool.params}
            if tool.core is None:
                self.tools[tool.name] = wrap_base(tool.name, self.namespace["TOOLS"][tool.name])
            else:
                base = base_name(tool)
                self.namespace[base] = wrap_base(tool.name, self.namespace[base])
                self.tools[tool.name] = self.namespace["TOOLS"][tool.name]

    def keywords(self, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """*arguments* by parameter name, as the Python keywords of a tool's function."""
        names = self._keywords[tool]
        return {names[name]: value for name, value in arguments.items()}

    def raised_in(self, problem: BaseException) -> tuple[Part, ...]:
        """The parts in which a function of this module raised *problem*, the innermost first, then who called it."""
        frames = walk_tb(problem.__traceback__)
        lines = [line for frame, line in frames if frame.f_code.co_filename == _FILE]
        printed = tuple(numbered(self._blocks, 1))
        found = [next((p.part for p in printed if p.first <= line <= p.last), None) for line in reversed(lines)]
        return tuple(part for part in found if part is not None)

    def condition(self, expression: Any, *variables: str) -> Callable[..., Any]:
        """An expression as a function of the world and *variables*."""
        params = ", ".join(["world", *map(self._names.local, variables)])
        source = f"lambda {params}: {Printer(self._names).show(expression)}"
        made: Callable[..., Any] = eval(compile(source, "<condition of a bundle>", "eval"), self.namespace)
        return made
