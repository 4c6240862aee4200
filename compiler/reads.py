"""What the proofs of a task read, as hashes: while they stay the same, so do the proofs.

A proof reads the task and a few others of its family, the tools that it is offered, and of the world: the columns that
those tools name; all texts, dates, links and keys, in which leaks and arguments are looked for; and how many rows there
are. What writes is held to the rules of the whole world.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, TypeAlias

from pydantic import BaseModel

from toolwright.runtime.bundle import Task
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Tool, ToolModule
from toolwright.runtime.ir.verify import walk
from toolwright.runtime.jsontext import canonical

from .prove.answers import MOST_CANDIDATES
from .prove.leaks import SIBLINGS
from .prove.plans import OTHER_TASKS

Column: TypeAlias = tuple[str, str]
"""Entity and field."""
Rows: TypeAlias = Mapping[str, Sequence[Mapping[str, Any]]]
"""Entity to its rows, as JSON, in the order of their keys."""

NEXT: Final = max(SIBLINGS, OTHER_TASKS)
"""Tasks of the family that follow a task and are read with it."""
_COUNTED: Final = frozenset({"int", "float", "bool"})
"""Types whose values are read by tools alone."""


def hashed(parts: Iterable[str]) -> str:
    """One hash of texts in their order."""
    return sha256(json.dumps(list(parts)).encode()).hexdigest()[:32]


class Readings:
    """What the tools of one level read of a world."""

    def __init__(self, module: ToolModule, rows: Rows) -> None:
        """Of the tools of *module* over *rows*."""
        self._rows = rows
        self._columns: dict[Column, str] = {}
        fields = [(entity.name, field) for entity in module.entities for field in entity.fields]
        self._all = frozenset((name, field.name) for name, field in fields)
        always = {(name, field.name) for name, field in fields if not _is_counted(field.value)}
        always |= {(entity.name, name) for entity in module.entities for name in entity.key}
        shared: Sequence[BaseModel] = (*module.entities, *module.errors, *module.functions)
        self.shared = hashed(
            [
                *(part.model_dump_json() for part in shared),
                *(f"{entity} {len(held)}" for entity, held in sorted(rows.items())),
                *self._fingerprints(always | cells(module.functions)),
            ]
        )
        """What every proof of the level reads."""
        self.tools = {tool.name: self._of_tool(tool) for tool in module.tools}
        """What proofs read that a tool is offered to."""

    def columns_of(self, tool: Tool) -> frozenset[Column]:
        """The columns that calls of *tool* read, besides those that every proof reads."""
        return self._all if tool.writes else cells([tool])

    def of_formulas(self, task: Task) -> str:
        """What the formulas of *task* read: how its answer is computed, and its goal."""
        found = cells([part for part in (task.answer_data.computed, task.goal) if part is not None])
        return hashed(self._fingerprints(found)) if found else ""

    def _of_tool(self, tool: Tool) -> str:
        return hashed([tool.model_dump_json(), *self._fingerprints(self.columns_of(tool))])

    def _fingerprints(self, columns: Iterable[Column]) -> list[str]:
        return [self._fingerprint(column) for column in sorted(columns)]

    def _fingerprint(self, column: Column) -> str:
        if column not in self._columns:
            entity, field = column
            self._columns[column] = hashed([entity, field, *map(canonical, self._cells(entity, field))])
        return self._columns[column]

    def _cells(self, entity: str, field: str) -> list[Any]:
        return [row.get(field) for row in self._rows.get(entity, ())]


def cells(parts: Iterable[BaseModel]) -> frozenset[Column]:
    """The columns that *parts* of the intermediate form name."""
    return frozenset((node.entity, node.field) for part in parts for node in walk(part) if isinstance(node, ir.Cell))


def neighbours(tasks: Sequence[Task]) -> list[list[int]]:
    """For each of the *tasks* of one family the positions of those that its proofs read too."""
    first: dict[str, int] = {}
    for number, task in enumerate(tasks):
        first.setdefault(canonical(task.answer_data.value), number)
    answers = list(first.values())
    places = {value: place for place, value in enumerate(first)}
    found = []
    for number, task in enumerate(tasks):
        after = [(number + i) % len(tasks) for i in range(1, min(len(tasks), NEXT + 1))]
        at = places[canonical(task.answer_data.value)]
        others = [answers[(at + i) % len(answers)] for i in range(min(len(answers), MOST_CANDIDATES))]
        found.append([*after, *others])
    return found


def _is_counted(type_: Any) -> bool:
    return type_.type in _COUNTED or (type_.type == "optional" and _is_counted(type_.item))
