"""Worlds of episodes: traced rows, shared until they are written, held to their entity's types at every commit."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from .broken_rules import BrokenRuleError, broken_check, cells_of
from .cells import fitting, links, naming, row_key
from .facts import key_text, write_text
from .ir import expressions as ir
from .ir.tools import Entity
from .ir.verify import walk
from .jsontext import canonical
from .overlay import Overlay, Rows, Undo, undone
from .python.prelude import ConstraintError, Row, Table, World, Write, python_name, same
from .sandbox.package import Caller
from .tables import ALL, Base, Bound, Equal, Shown, SortKeys, Window, shown_rows
from .traced_rows import KeepingRow, ReachedRow, TracedRow, traced_cells
from .tracing import plain

ConditionMaker = Callable[..., Callable[..., Any]]
"""From an expression and its variables to a function of the world and those variables."""


Snapshot: TypeAlias = dict[str, Any]
"""The rows of tables at one time (`runtime.overlay.Rows`) by entity; tables that are missing were never touched."""

_EMPTY: Snapshot = {}


class TracingTable(Table[Any]):
    """A table whose cells know which cell they are; what is written stands in an overlay."""

    __slots__ = ("_base", "_undo")
    _rows: Any

    def __init__(self, base: Base, journal: list[Write], undo: Undo) -> None:
        """Begin with the base's own rows; writes are noted in *journal*, and in *undo* how they are undone."""
        self._base = base
        self._name = base.name
        self._key_names = base.key_names
        self._rows = base.rows
        self._journal = journal
        self._undo = undo
        self._shared = True

    def follow(self, key: Any) -> Any:
        """The row that a link leads to; what names it shows the link, too. None for an empty link."""
        if key is None:
            return None
        row = self._rows[key]
        seen = getattr(key, "reached", None)
        if seen is not None and seen._origin is row:
            return seen
        link = getattr(key, "fact", None)
        if link is None:
            return row
        seen = ReachedRow(row, link, self._base.naming)
        if type(row) is KeepingRow:
            key.reached = seen
        return seen

    def target(self, key: Any) -> Any:
        """The row that a link leads to as it stands here, for where what names it is not shown."""
        return None if key is None else self._rows[key]

    def update(self, row: Row, /, **cells: Any) -> Row:
        """Change cells of a row and return the new one; the others are kept as they are, facts included."""
        key = row._key
        old: TracedRow | None = self._rows.get(key)
        if old is None:
            raise ConstraintError(f"this row of {self._name} is gone")
        held = old.__dict__
        changed = {n: v for n, v in cells.items() if not same(held[n], v)}
        if not changed:
            return old
        new = old.changed(changed)
        self._own().replace(key, new)
        self._journal.append(Write("update", self._name, key, changed))
        return new

    def equal(self, name: str, value: Any) -> list[Row]:
        """The rows whose cell *name* equals *value*, in their order; not to be changed."""
        if self._rows is self._base.rows:
            return self._base.equal((name, value))
        found: list[Row] = self._rows.equal((name, value))
        return found

    def ordered(
        self, keys: SortKeys, equal: Equal | None = None, bound: Bound | None = None, count: int = ALL
    ) -> list[Row]:
        """The first *count* rows in the order of *keys*, those that are asked for; not to be changed."""
        if self._rows is not self._base.rows:
            found: list[Row] = self._rows.ordered(keys, equal, bound, count)
            return found
        run = self._base.ordered(keys, equal)
        start, stop = run.span(bound)
        return run.rows[start : min(stop, start + max(0, count))]

    def show(self, window: Window, equal: Any = None, bound: Any = None, count: int = ALL) -> Shown:
        """What the rows that a window finds show."""
        if self._rows is self._base.rows:
            return self._base.show(window, equal, bound, count)
        among = None if window.name is None else (window.name, equal)
        within = None if window.comparison is None else (window.comparison, bound)
        rows: list[Any] = self._rows.ordered(window.keys, among, within, count)
        return shown_rows(window, rows)

    def changes(self) -> Iterator[tuple[str, Row | None, Row | None]]:
        """What is other than at the beginning, as `Overlay.changes` tells it."""
        return iter(()) if self._rows is self._base.rows else self._rows.changes()

    def shared(self) -> Rows:
        """The rows as they are now, not to be changed; the next write copies what was written."""
        if self._rows is not self._base.rows:
            self._rows.make()
        self._shared = True
        rows: Rows = self._rows
        return rows

    def settle(self) -> None:
        """Read the base's own rows again where nothing is written any more."""
        if self._rows is not self._base.rows and self._rows.unchanged:
            self._rows = self._base.rows
            self._shared = True

    def _row(self, key: Any, cells: dict[str, Any]) -> Row:
        text = key_text(plain_key(key))
        return TracedRow(self._name, key, traced_cells(self._name, text, cells), text)

    def _own(self) -> Any:
        if self._shared:
            unwritten = self._rows is self._base.rows
            self._rows = Overlay(self._base, self._undo) if unwritten else self._rows.copy(self._undo)
            self._shared = False
        return self._rows


class TracingWorld(World):
    """A world of traced cells. Its tables are made when they are first read, so a fresh one costs nothing."""

    __slots__ = ("_bases", "_traced", "_undo", "session")
    session: Caller
    """Where its calls of extern functions are made, once there is one."""
    _traced: dict[str, TracingTable]
    """The tables that were read."""

    def __init__(self, bases: Mapping[str, Base]) -> None:
        """A world that holds what *bases* hold."""
        self._bases = bases
        self.journal: list[Write] = []
        self._undo: Undo = []
        self._traced = {}
        self.__dict__ = self._traced

    def __getattr__(self, name: str) -> TracingTable:
        base = self._bases.get(name)
        if base is None:
            raise AttributeError(name)
        self._traced[name] = table = TracingTable(base, self.journal, self._undo)
        return table

    def snapshot(self) -> Snapshot:
        """The state as it is now, for `restore`; costs as much as there are tables that were read and rows to make."""
        return {name: table.shared() for name, table in self._traced.items()}

    def restore(self, snapshot: Snapshot) -> None:
        """Put everything back as it was at *snapshot*, which may be of any world of the same bundle."""
        self.journal.clear()
        self._undo.clear()
        for name, table in self._traced.items():
            table._rows = snapshot.get(name, table._base.rows)
            table._shared = True
        for name in snapshot.keys() - self._traced.keys():
            getattr(self, name)._rows = snapshot[name]

    def fork(self) -> TracingWorld:
        """A world of its own in the same state."""
        made = TracingWorld(self._bases)
        made.restore(self.snapshot())
        return made

    def begin(self) -> Snapshot:
        """Start a transaction, which `rollback` undoes or `commit` of the template ends."""
        self.journal.clear()
        self._undo.clear()
        return _EMPTY

    def rollback(self, before: Snapshot = _EMPTY) -> None:
        """Put everything back as it was at `begin`."""
        self.journal.clear()
        undone(self._undo)
        for table in self._traced.values():
            table.settle()

    def changes(self) -> list[Change]:
        """What is other than in the bundle, in the order of entities, then of rows."""
        return [
            change
            for name in self._bases
            if name in self._traced
            for operation, old, new in self._traced[name].changes()
            for change in _change(operation, name, old, new)
        ]

    def digest(self) -> str:
        """SHA-256 of the changes: equal for two worlds of one bundle exactly when they hold the same rows."""
        return hashlib.sha256(canonical([change.to_json() for change in self.changes()]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Change:
    """A row that is other than in the bundle."""

    operation: Literal["insert", "update", "delete"]
    entity: str
    key: Any
    """The value itself, or a list where the key has several parts."""
    before: dict[str, Any]
    """What the cells held that changed; all of them for a row that is gone, none for a new one."""
    after: dict[str, Any]
    """What they hold now."""

    def to_json(self) -> dict[str, Any]:
        """The change as JSON."""
        return {slot: getattr(self, slot) for slot in self.__slots__}


def _change(operation: Any, entity: str, old: Row | None, new: Row | None) -> Iterator[Change]:
    before, after = plain_cells(old) if old else {}, plain_cells(new) if new else {}
    if operation == "update":
        changed = [name for name in before if not same(before[name], after[name])]
        before, after = {n: before[n] for n in changed}, {n: after[n] for n in changed}
        if not changed:
            return
    row = new or old
    assert row is not None
    key = plain_key(row._key)
    yield Change(operation, entity, list(key) if isinstance(key, tuple) else key, before, after)


def plain_cells(row: Row) -> dict[str, Any]:
    """The cells of a row by field name, without their facts."""
    return {name.rstrip("_"): plain(value) for name, value in row.__dict__.items()}


def traced_row(entity: str, key: Any, cells: Mapping[str, Any]) -> KeepingRow:
    """A row of *cells* (by Python name), each with its cell's fact."""
    text = key_text(plain_key(key))
    return KeepingRow(entity, key, traced_cells(entity, text, cells), text)


def plain_key(key: Any) -> Any:
    """A key without its facts."""
    return tuple(map(plain, key)) if isinstance(key, tuple) else plain(key)


@dataclass(frozen=True)
class WorldTemplate:
    """The rows of a bundle, made once; every episode's world starts from it without copying a row."""

    entities: Mapping[str, Entity]
    bases: Mapping[str, Base]
    commit: Callable[[World], tuple[Write, ...]]

    @classmethod
    def of(
        cls,
        entities: Sequence[Entity],
        rows: Mapping[str, Sequence[Mapping[str, Any]]],
        condition: ConditionMaker,
    ) -> WorldTemplate:
        """The world of *entities* filled with *rows* (plain cells by field name)."""
        bases: dict[str, Base] = {}
        for entity in entities:
            held = {}
            for cells in rows.get(entity.name, ()):
                key = row_key(entity, cells)
                held[key] = traced_row(entity.name, key, {python_name(n): v for n, v in cells.items()})
            names = tuple(map(python_name, naming(entity)))
            bases[entity.name] = Base(entity.name, tuple(map(python_name, entity.key)), held, names)
        by_name = {entity.name: entity for entity in entities}
        return cls(by_name, bases, _committer(by_name, condition))

    def world(self) -> TracingWorld:
        """A fresh world."""
        return TracingWorld(self.bases)


def _committer(entities: Mapping[str, Entity], condition: ConditionMaker) -> Callable[[World], tuple[Write, ...]]:
    """A function that holds what a call wrote to the entities' types, links and checks.

    It returns the writes and raises ConstraintError where the world would be wrong.
    """
    rules = {name: _Rules.of(entity, entities, condition) for name, entity in entities.items()}
    # A check that looks at other rows may be broken by a write to those.
    reaching = [name for name, entity in entities.items() if any(map(reads_other_rows, entity.checks))]

    def commit(world: World) -> tuple[Write, ...]:
        for _, name, key, cells in world.journal:
            rule = rules[name]
            row = getattr(world, name)._rows.get(key)
            if row is None:
                _unreferenced(world, name, key, rule.leading_here)
                continue
            # The last write of a cell is the one that counts; what was not written held before.
            for n in cells:
                if not rule.fits[n](row.__dict__[n]):
                    message = f"a value of {name} does not fit its field"
                    raise BrokenRuleError(message, cells_of(entities[name], row, (rule.fields[n],)))
            for number, check in enumerate(rule.checks):
                if not check(world, row):
                    raise broken_check(entities[name], number, row)
            for n, target in rule.links:
                if n in cells and row.__dict__[n] is not None and row.__dict__[n] not in getattr(world, target)._rows:
                    raise ConstraintError(f"{name}.{rule.fields[n]} leads nowhere")
        for name in reaching:
            for row in getattr(world, name):
                for number, check in enumerate(rules[name].checks):
                    if not check(world, row):
                        raise broken_check(entities[name], number, row)
        writes = tuple(world.journal)
        world.begin()
        return writes

    return commit


Written: TypeAlias = tuple[str, str, Any, Mapping[str, Any]]
"""A write as those who only read it know it: what `Write` has, in its order."""


def write_texts(writes: Iterable[Written]) -> frozenset[str]:
    """Writes in canonical form."""
    return frozenset(
        write_text(operation, name, plain_key(key), {n.rstrip("_"): plain(v) for n, v in cells.items()})
        for operation, name, key, cells in writes
    )


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a row of one entity must keep to; cells go by their Python names."""

    fields: Mapping[str, str]
    """To the field's name."""
    fits: Mapping[str, Callable[[Any], bool]]
    checks: Sequence[Callable[..., Any]]
    links: Sequence[tuple[str, str]]
    """Cells with the entity that they lead to."""
    leading_here: Sequence[tuple[str, str]]
    """Entities with their fields that lead here."""

    @classmethod
    def of(cls, entity: Entity, entities: Mapping[str, Entity], condition: ConditionMaker) -> _Rules:
        return cls(
            {python_name(field.name): field.name for field in entity.fields},
            {python_name(name): fits for name, fits in fitting(entity, entities).items()},
            [condition(check, "row") for check in entity.checks],
            [(python_name(field), target) for field, target in links(entity)],
            [(n, field) for n, e in entities.items() for field, target in links(e) if target == entity.name],
        )


def reads_other_rows(check: ir.Expr) -> bool:
    """Whether a check of a row looks at others, too."""
    return any(isinstance(node, ir.Follow | ir.Find | ir.Rows | ir.Apply) for node in walk(check))


def _unreferenced(world: World, name: str, key: Any, sources: Sequence[tuple[str, str]]) -> None:
    for source, field in sources:
        if any(getattr(row, python_name(field)) == key for row in getattr(world, source)):
            raise ConstraintError(f"{source}.{field} leads to a row of {name} that is gone")


def plain_state(world: World, entities: Iterable[str]) -> dict[str, dict[Any, dict[str, Any]]]:
    """What *world* holds, as the reference evaluator keeps it: entity to key to field to plain value."""
    return {name: {plain_key(row._key): plain_cells(row) for row in getattr(world, name)} for name in entities}
