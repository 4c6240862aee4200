"""The rows of a query while it is written down clause by clause, as the generators of Python's comprehensions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..ir import expressions as ir


@dataclass(frozen=True)
class QueryRows:
    """The rows of a query so far: the variables of one row, the `for`s and `if`s that run over them, and, where
    that is one `for` over a list, the list, or over a whole table, the table.
    """

    variables: list[str] = field(default_factory=list)
    head: str = ""
    whole: str | None = None
    table: str | None = None

    @property
    def pattern(self) -> str:
        """One row as an assignment target."""
        return self.variables[0] if len(self.variables) == 1 else "(" + ", ".join(self.variables) + ")"

    def listed(self) -> str:
        """The rows as a list."""
        if self.table is not None:
            return f"list({self.table})"
        return self.whole if self.whole is not None else f"[{self.pattern}{self.head}]"


def over(variables: list[str], listed: str) -> QueryRows:
    """The rows of a list that stands somewhere already."""
    rows = QueryRows(variables, "", listed)
    return QueryRows(variables, f" for {rows.pattern} in {listed}", listed)


def runs(keys: Sequence[ir.SortKey]) -> Iterator[tuple[bool, list[ir.SortKey]]]:
    """Neighbouring keys of one direction, so that each run is one call of `sorted`."""
    run: list[ir.SortKey] = []
    for key in keys:
        if run and run[-1].descending != key.descending:
            yield run[-1].descending, run
            run = []
        run.append(key)
    yield run[-1].descending, run
