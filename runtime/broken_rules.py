"""Rows that break a rule of their entity: one sentence for models, and for the author the row and the check."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from .ir import expressions as ir
from .ir.tools import Entity
from .ir.verify import walk
from .jsontext import canonical
from .python.prelude import ConstraintError, Row, python_name
from .tracing import plain


class BrokenRuleError(ConstraintError):
    """A row that the world does not allow: one of its cells does not fit, or a check of its entity does not hold."""

    def __init__(self, message: str, detail: str, check: tuple[str, int] | None = None) -> None:
        """*message* is for the model, *detail* for the author; *check* is the entity and number of a broken check."""
        super().__init__(message)
        self.detail = detail
        self.check = check


def broken_check(entity: Entity, number: int, row: Row) -> BrokenRuleError:
    """What to raise where the check of *entity* with this number (from 0) does not hold for *row*."""
    read = {n.field for n in walk(entity.checks[number]) if isinstance(n, ir.Cell) and n.row == ir.Var(name="row")}
    fields = [field.name for field in entity.fields if field.name in read]
    said = f"a check of {entity.name} does not hold"
    return BrokenRuleError(said, cells_of(entity, row, fields), (entity.name, number))


def cells_of(entity: Entity, row: Row, fields: Iterable[str]) -> str:
    """The cells that a row would have in some *fields*, as an author reads them; empty where there is none."""
    cells = [f"`{name}` {_brief(canonical(plain(row.__dict__[python_name(name)])))}" for name in fields]
    parts = row._key if isinstance(row._key, tuple) else (row._key,)
    key = _brief(", ".join(str(plain(part)) for part in parts))
    return f"the row `{key}` of `{entity.name}` would have {', '.join(cells)}" if cells else ""


def _brief(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


_SHOWN: Final = 80
"""Most characters of a cell in what an author reads."""
