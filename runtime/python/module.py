"""A level's tools as one Python module: the text that a bundle ships and the functions that the runtime runs.

Both come from the same generator, so what a reviewer reads is what runs. The runtime compiles text that it made itself
from a checked intermediate form; it never reads a bundle's `tools.py` but to compare it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from types import CodeType
from typing import Any

from ..ir.tools import ToolModule
from . import prelude
from .expressions import Printer
from .functions import base_name, error_class, helper_function, tool_functions
from .names import PRELUDE_NAMES, Names, quote

_RULE = "# " + "-" * 78


def body_source(module: ToolModule) -> str:
    """The declared errors, helper functions and tools of a module, without the prelude."""
    names = Names.of(module)
    parts: list[str] = []
    if module.errors:
        parts += [f"{_RULE} errors", *(error_class(error, names) for error in module.errors)]
    if module.functions:
        parts += [f"{_RULE} helpers", *(helper_function(f, names) for f in module.functions)]
    parts.append(f"{_RULE} tools")
    for tool in module.tools:
        parts += [source for _, source in tool_functions(tool, module, names)]
    table = "".join(f"    {quote(tool.name)}: {names.top(tool.name)},\n" for tool in module.tools)
    parts.append(f'TOOLS = {{\n{table}}}\n"""Tool name to function."""')
    return "\n\n\n".join(parts) + "\n"


def module_source(module: ToolModule, title: str) -> str:
    """The whole `tools.py`: standard library only, importable on its own."""
    text = files("toolwright.runtime.python").joinpath("prelude.py").read_text("utf-8")
    body = text[text.index("from __future__") :]
    lines = [
        f'"""{title}',
        "",
        "Generated; to run a tool: `TOOLS[name](World.load(bundle_folder), **arguments)`.",
        "A parameter whose name Python needs itself ends in an underscore here.",
        '"""',
        "",
    ]
    return "\n".join([*lines, f"{body}\n\n{body_source(module)}"])


@lru_cache(maxsize=64)
def _compiled(source: str) -> CodeType:
    return compile(source, "<tools generated from a bundle>", "exec")


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
