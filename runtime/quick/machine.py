"""Quick functions, made when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, TypeAlias

from ..facts import Facts
from ..ir.tools import Tool, ToolModule
from ..python.functions import base_name
from ..python.names import Names
from ..python.prelude import ToolError, World
from ..tables import Window
from ..traced_rows import KeepingRow, ReachedRow
from ..world import Written
from . import writes
from .arguments import names_of
from .functions import base_source, helper_source, quick_source
from .showing import TEXT, keep, show

Seen: TypeAlias = tuple[str, str | None, Iterable[Facts], Sequence[Written]]
"""The observation's text, the code of the error if there was one, the facts that were shown, the writes."""

Runner: TypeAlias = Callable[[World, str], Seen]
"""One tool: runs a call on a world, from JSON text to what was seen."""

_FILE = "<quick tools generated from a bundle>"
_NO_WRITES: tuple[Written, ...] = ()


class QuickTools:
    """The quick functions of one module."""

    def __init__(
        self, module: ToolModule, namespace: Mapping[str, Any], commit: Callable[[World], Sequence[Written]]
    ) -> None:
        """*namespace* holds what generated code names, *commit* holds a world to its rules and tells the writes."""
        self._module = module
        self._names = Names.of(module)
        self._namespace = {
            **namespace,
            **writes.NAMES,
            "_ToolError": ToolError,
            "_NO_WRITES": _NO_WRITES,
            "_commit": commit,
            "_keep": keep,
            "_TEXT": TEXT,
            "_KeepingRow": KeepingRow,
            "_ReachedRow": ReachedRow,
            "_show": show,
            "_taken": _taken,
            "_Window": Window,
        }
        for function in module.functions:
            _run(helper_source(function, module, self._names), self._namespace)

    def made(
        self,
        tool: Tool,
        all_facts: bool,
        slow: Runner,
        refused: Callable[[ToolError], Seen],
        with_facts: Callable[[str, Callable[..., Any]], Callable[..., Any]],
        mark: Callable[[Any, dict[str, Any]], Any],
    ) -> Runner:
        """The quick function of one tool.

        *slow* is the plain way, *refused* what a declared error looks like, *with_facts* stands for the function of
        a base tool, *mark* gives a result the facts of computed values.
        """
        space = {
            **self._namespace,
            **names_of(tool),
            "_slow": slow,
            "_refused": refused,
            "_mark": mark,
        }
        if tool.core is not None:
            _run(base_source(tool, self._module, self._names), space)
            space[base_name(tool)] = with_facts(tool.name, space[base_name(tool)])
        _run(quick_source(tool, self._module, self._names, all_facts), space)
        made: Runner = space["_quick"]
        return made


def _run(source: str, space: dict[str, Any]) -> None:
    """Run text that this program made from a verified module."""
    exec(compile(source, _FILE, "exec", flags=annotations.compiler_flag, dont_inherit=True), space)


def _taken(rows: Iterable[Any], count: int) -> list[Any]:
    """At most the first *count* rows."""
    return list(islice(rows, max(0, count)))
