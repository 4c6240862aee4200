"""Worlds of episodes: traced rows, shared until they are written, held to their entity's types at every commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .cells import cell_validator, links, row_key
from .errors import CallError
from .facts import CellFact, key_text, write_text
from .ir import expressions as ir
from .ir.tools import Entity
from .ir.verify import walk
from .python.prelude import ConstraintError, Row, Table, World, python_name
from .tracing import plain, traced

ConditionMaker = Callable[..., Callable[..., Any]]
"""From an expression and its variables to a function of the world and those variables."""


class TracingTable(Table[Any]):
    """A table whose cells know which cell they are."""

    __slots__ = ()

    def _row(self, key: Any, cells: dict[str, Any]) -> Row:
        return traced_row(self._name, key, cells)


class TracingWorld(World):
    """A world of traced cells."""

    __slots__ = ()
    table_class = TracingTable


def traced_row(entity: str, key: Any, cells: Mapping[str, Any]) -> Row:
    """A row of *cells* (by Python name), each with its cell's fact."""
    text = key_text(plain_key(key))
    return Row(
        entity,
        key,
        {name: traced(plain(value), CellFact(entity, text, name.rstrip("_"))) for name, value in cells.items()},
    )


def plain_key(key: Any) -> Any:
    """A key without its facts."""
    return tuple(map(plain, key)) if isinstance(key, tuple) else plain(key)


@dataclass(frozen=True)
class WorldTemplate:
    """The rows of a bundle, made once; every episode's world starts from it without copying a row."""

    entities: Mapping[str, Entity]
    tables: Mapping[str, tuple[tuple[str, ...], dict[Any, Row]]]
    commit: Callable[[World], frozenset[str]]

    @classmethod
    def of(
        cls,
        entities: Sequence[Entity],
        rows: Mapping[str, Sequence[Mapping[str, Any]]],
        condition: ConditionMaker,
    ) -> WorldTemplate:
        """The world of *entities* filled with *rows* (plain cells by field name)."""
        tables: dict[str, tuple[tuple[str, ...], dict[Any, Row]]] = {}
        for entity in entities:
            held = {}
            for cells in rows.get(entity.name, ()):
                key = row_key(entity, cells)
                held[key] = traced_row(entity.name, key, {python_name(n): v for n, v in cells.items()})
            tables[entity.name] = (tuple(python_name(name) for name in entity.key), held)
        by_name = {entity.name: entity for entity in entities}
        return cls(by_name, tables, _committer(by_name, condition))

    def world(self) -> World:
        """A fresh world."""
        return TracingWorld(dict(self.tables))


def _committer(entities: Mapping[str, Entity], condition: ConditionMaker) -> Callable[[World], frozenset[str]]:
    """A function that holds what a call wrote to the entities' types, links and checks.

    It returns the writes in canonical form and raises ConstraintError where the world would be wrong.
    """
    validators = {name: cell_validator(entity, entities) for name, entity in entities.items()}
    checks = {name: [condition(check, "row") for check in entity.checks] for name, entity in entities.items()}
    # A check that looks at other rows may be broken by a write to those.
    reaching = [name for name, entity in entities.items() if any(map(_reads_other_rows, entity.checks))]
    linked = {name: links(entity) for name, entity in entities.items()}
    leading_to = {
        target: [(name, field) for name, fields in linked.items() for field, to in fields if to == target]
        for target in entities
    }

    def commit(world: World) -> frozenset[str]:
        written = []
        for operation, name, key, cells in world.journal:
            fields = {n.rstrip("_"): plain(v) for n, v in cells.items()}
            written.append(write_text(operation, name, plain_key(key), fields))
            row = getattr(world, name).get(*(key if isinstance(key, tuple) else (key,)))
            if row is None:
                _unreferenced(world, name, key, leading_to[name])
                continue
            fields = {n.rstrip("_"): plain(v) for n, v in row.__dict__.items()}
            if isinstance(validators[name](fields), CallError):
                raise ConstraintError(f"a value of {name} does not fit its field")
            if not all(check(world, row) for check in checks[name]):
                raise ConstraintError(f"a check of {name} does not hold")
            for field, target in linked[name]:
                if fields[field] is not None and getattr(world, target).get(fields[field]) is None:
                    raise ConstraintError(f"{name}.{field} leads nowhere")
        for name in reaching:
            if not all(check(world, row) for row in getattr(world, name) for check in checks[name]):
                raise ConstraintError(f"a check of {name} does not hold")
        return frozenset(written)

    return commit


def _reads_other_rows(check: ir.Expr) -> bool:
    return any(isinstance(node, ir.Follow | ir.Find | ir.Rows | ir.Apply) for node in walk(check))


def _unreferenced(world: World, name: str, key: Any, sources: Sequence[tuple[str, str]]) -> None:
    for source, field in sources:
        if any(getattr(row, python_name(field)) == key for row in getattr(world, source)):
            raise ConstraintError(f"{source}.{field} leads to a row of {name} that is gone")


def plain_state(world: World, entities: Iterable[str]) -> dict[str, dict[Any, dict[str, Any]]]:
    """What *world* holds, as the reference evaluator keeps it: entity to key to field to plain value."""
    return {
        name: {
            plain_key(row._key): {n.rstrip("_"): plain(v) for n, v in row.__dict__.items()}
            for row in getattr(world, name)
        }
        for name in entities
    }
