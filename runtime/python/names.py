"""Names in generated Python: which are taken, and what a name of the scenario becomes."""

from __future__ import annotations

import builtins
import json
from collections.abc import Iterable

from ..ir.tools import ToolModule
from . import prelude

PRELUDE_NAMES = frozenset(name for name in vars(prelude) if not name.startswith("_"))
"""What the prelude defines or imports; generated functions may use all of it."""


class Names:
    """Renames locals that would hide something: a keyword, a Python builtin, the prelude, the module's own names."""

    def __init__(self, taken: Iterable[str]) -> None:
        """Reserve *taken* beside what is always reserved."""
        self._reserved = {*prelude.KEYWORDS, *dir(builtins), *PRELUDE_NAMES, "self", "world", "TOOLS", *taken}

    @classmethod
    def of(cls, module: ToolModule) -> Names:
        """The names of one module."""
        errors, functions = (e.name for e in module.errors), (f.name for f in module.functions)
        return cls([*errors, *functions, *(tool.name for tool in module.tools)])

    def local(self, name: str) -> str:
        """The Python name of a parameter or variable; no name of a scenario ends in an underscore."""
        return name + "_" if name in self._reserved else name

    def top(self, name: str) -> str:
        """The Python name of an error, helper function or tool."""
        taken = {*prelude.KEYWORDS, *dir(builtins), *PRELUDE_NAMES, "world", "TOOLS"}
        return name + "_" if name in taken else name


def quote(text: str) -> str:
    """*text* as a Python string literal in double quotes."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\x7f")
