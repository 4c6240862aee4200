"""Names in generated Python: which are taken, and what a name of the scenario becomes."""

from __future__ import annotations

import builtins
import json
from collections.abc import Collection, Iterable
from itertools import count

from ..ir.tools import ToolModule, helpers
from . import prelude

PRELUDE_NAMES = frozenset(name for name in vars(prelude) if not name.startswith("_"))
"""What the prelude defines or imports; generated functions may use all of it."""


_OWN = ("world", "TOOLS", "EXTERNS", "Literal")
"""Names of the generated module itself."""
_HARD_TO_READ = ("l", "O", "I")
"""Letters that look like digits; linters refuse them as names."""


class Names:
    """Renames what would hide something: a keyword, a Python builtin, the prelude, the module's own names."""

    def __init__(self, taken: Iterable[str], entities: Iterable[str] = ()) -> None:
        """Reserve *taken* and the classes of *entities* beside what is always reserved."""
        always = {*prelude.KEYWORDS, *dir(builtins), *PRELUDE_NAMES, *_OWN, *_HARD_TO_READ}
        self._taken = {*always, *map(row_class, entities)}
        self._reserved = {*self._taken, "self", *taken}

    @classmethod
    def of(cls, module: ToolModule) -> Names:
        """The names of one module."""
        errors, functions = (e.name for e in module.errors), (f.name for f in helpers(module))
        entities = (entity.name for entity in module.entities)
        return cls([*errors, *functions, *(tool.name for tool in module.tools)], entities)

    def local(self, name: str) -> str:
        """The Python name of a parameter or variable; no name of a scenario ends in an underscore."""
        return name + "_" if name in self._reserved else name

    def top(self, name: str) -> str:
        """The Python name of an error, helper function or tool."""
        return name + "_" if name in self._taken else name


def row_class(entity: str) -> str:
    """The class that says which cells a row of *entity* has."""
    return f"{entity}Row"


def quote(text: str) -> str:
    """*text* as a Python string literal: in double quotes, in single ones where that spares escapes."""
    return quoted(text, text)


def quoted(text: str, whole: str) -> str:
    """*text* in the quotes that *whole*, of which it is a part, asks for."""
    literal = json.dumps(text, ensure_ascii=False).replace("\x7f", "\\x7f")
    if whole.count('"') <= whole.count("'"):
        return literal
    inner = literal[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{inner}'"


def unused(name: str, taken: Collection[str]) -> str:
    """*name*, or *name* with the first number from 2 that is not *taken*."""
    return name if name not in taken else next(f"{name}_{n}" for n in count(2) if f"{name}_{n}" not in taken)
