"""The rows of all entities that are generated.

Keys are drawn first, for every entity, so that links can lead anywhere; then everything else. A value that has to be
new is drawn again until no earlier row has it: it hangs on earlier rows only, so that more rows change none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from ...checking.order import in_order
from ...checking.scope import Scope, World
from ...program import CellValue, Entity
from ...source import Span
from ...syntax import nodes
from ..cells import Bad, Path
from ..rows import Loaded
from ..settle import row_key
from .draws import ALGORITHM
from .made import Targets
from .plan import Drawn, Plan, plan

DEPENDS_ON: Final = "toolwright.generate"
"""The name under which a program says which version of the algorithm its rows hang on."""
_TRIES: Final = 10_000
"""So often a new value is looked for among nobody knows how many."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One `data ... generate`, with what its names mean."""

    scope: Scope
    node: nodes.DataDecl
    entity: Entity


def generate_rows(world: World, asked: Sequence[Asked], loaded: Mapping[str, Loaded]) -> dict[str, Loaded]:
    """The rows of the entities that are *asked* for; *loaded* are those of all others."""
    if not asked:
        return {}
    world.depends_on[DEPENDS_ON] = ALGORITHM
    generated = {each.entity.name for each in asked}
    targets = {
        name: Targets([] if name in generated else _keys(entity, loaded.get(name)))
        for name, entity in world.entities.items()
    }
    sources = {each.entity.name: _Rows(world, each) for each in asked}
    for each in asked:
        rows = sources[each.entity.name]
        rows.plan = plan(world, each.scope, each.node, each.entity, targets)
    unknown = {name for name, rows in sources.items() if rows.plan is None}
    unknown |= {name for name, rows in loaded.items() if name not in generated and not (rows.complete or rows.rows)}
    for name in _key_order(world, sources):
        rows = sources[name]
        if rows.ready(unknown, targets, first=True) and rows.draw_keys(targets[name]):
            continue
        unknown.add(name)
    for name, rows in sources.items():
        if name not in unknown and rows.ready(unknown, targets, first=False):
            rows.draw_rest()
    return {name: rows.loaded() for name, rows in sources.items()}


def _keys(entity: Entity, loaded: Loaded | None) -> list[CellValue]:
    keys: dict[CellValue, None] = {}
    for number, row in zip(loaded.numbers, loaded.rows, strict=True) if loaded else ():
        if loaded is not None and all(n in row and (number, n) not in loaded.broken for n in entity.key):
            keys[row_key(entity, row)] = None
    return list(keys)


def _key_order(world: World, sources: Mapping[str, _Rows]) -> Sequence[str]:
    """The entities, each after those whose keys its key holds."""
    order = in_order(
        {name: sorted(rows.plan.links(rows.plan.first)) for name, rows in sources.items() if rows.plan is not None}
    )
    for circle in order.circles:
        path = " -> ".join(f"`{name}`" for name in (*circle, circle[0]))
        span = sources[circle[0]].asked.node.entity.span
        world.findings.error("TW0523", span, f"the keys of these entities wait for each other: {path}")
    stuck = {name for circle in order.circles for name in circle}
    return [name for name in order.names if name in sources and name not in stuck]


@dataclass(slots=True)
class _Rows:
    """The rows of one entity while they are drawn."""

    world: World
    asked: Asked
    plan: Plan | None = None
    rows: list[dict[str, CellValue]] = field(default_factory=list)
    reported: set[str] = field(default_factory=set)
    done: bool = False

    def loaded(self) -> Loaded:
        """The rows, if all went well."""
        places = self.plan.places if self.plan else {}

        def place(_: int, column: str, __: Path) -> Span:
            return places.get(column, self.asked.node.entity.span)

        loaded = Loaded(place, drawn=True)
        if not self.done:
            return replace(loaded, complete=False)
        fields = [each.name for each in self.asked.entity.fields]
        rows = [{name: row[name] for name in fields if name in row} for row in self.rows]
        return replace(loaded, rows=rows, numbers=list(range(len(rows))))

    def ready(self, unknown: set[str], targets: Mapping[str, Targets], first: bool) -> bool:
        """Whether there is something to link to; what is *unknown* has its own finding."""
        if self.plan is None:
            return False
        fine = True
        for column in self.plan.first if first else self.plan.rest:
            for link in column.made.links - {self.plan.entity.name}:
                if link in unknown:
                    fine = False
                elif not targets[link].keys:
                    fine = False
                    self._error(
                        "TW0526", column.made.blame, f"`{link}` has no rows to pick from", f"give `{link}` rows"
                    )
        return fine

    def _error(self, code: str, span: Span, message: str, instead: str | None = None) -> None:
        self.world.findings.error(code, span, message, help=instead)

    def draw_keys(self, own: Targets) -> bool:
        """Draw the first columns of all rows; whether every row got a key of its own."""
        plan = self.plan
        assert plan is not None
        keys = set(plan.entity.key)
        redrawn = [column for column in plan.first if column.name in keys]
        if not redrawn:
            # A key that is no field of the entity is reported there.
            return False
        tries = self._tries(redrawn, own)
        if tries is None:
            return False
        seen: dict[str, set[object]] = {column.name: set() for column in plan.first if column.made.unique}
        for row in range(plan.count):
            for attempt in range(tries):
                cells: dict[str, CellValue] = {}
                for column in plan.first:
                    if not self._cell(column, row, attempt if column.name in keys else 0, cells, seen):
                        return False
                key = row_key(plan.entity, cells)
                if key not in own.positions:
                    break
            else:
                self._used_up(redrawn[-1], row)
                return False
            for name, values in seen.items():
                if cells[name] is not None:
                    values.add(_frozen(cells[name]))
            own.add(key)
            self.rows.append(cells)
        return not self.reported

    def draw_rest(self) -> None:
        """Draw all other columns."""
        assert self.plan is not None
        seen: dict[str, set[object]] = {}
        for column in self.plan.rest:
            if column.made.unique:
                seen[column.name] = set()
                if self._tries([column], None) is None:
                    return
        for row, cells in enumerate(self.rows):
            for column in self.plan.rest:
                if not self._cell(column, row, 0, cells, seen):
                    return
                if column.name in seen and cells[column.name] is not None:
                    seen[column.name].add(_frozen(cells[column.name]))
        self.done = not self.reported

    def _cell(
        self, column: Drawn, row: int, attempt: int, cells: dict[str, CellValue], seen: Mapping[str, set[object]]
    ) -> bool:
        """Draw one cell into *cells*; whether there is a value, be it a wrong one."""
        taken = seen.get(column.name)
        while True:
            value = column.fit(column.made.draw(column.stream.cell(row, attempt), cells))
            if isinstance(value, Bad):
                cells[column.name] = None
                if column.name not in self.reported:
                    self.reported.add(column.name)
                    message = f"`{column.name}`: {value.message} (in row {row + 1:,})"
                    instead = f"did you mean `{value.guess}`?" if value.guess else None
                    self._error("TW0527", column.made.blame, message, instead)
                # Without a key there is no row.
                return self.plan is not None and column.name not in self.plan.entity.key
            if not taken or value is None or _frozen(value) not in taken:
                cells[column.name] = value
                return True
            attempt += 1
            if attempt > _TRIES + 20 * (column.made.space or 0):
                self._used_up(column, row)
                return False

    def _tries(self, columns: Sequence[Drawn], own: Targets | None) -> int | None:
        """How often a value of *columns* together may be drawn again; None, with a finding, where they are too few."""
        assert self.plan is not None
        space: int | None = 1
        for column in columns:
            pool = column.made.pool
            one = column.made.space if pool is None else len(pool.keys)
            space = None if one is None or space is None else space * one
        if space is not None and space < self.plan.count:
            what = "" if own is None or len(columns) == 1 else "together "
            names = " and ".join(f"`{column.name}`" for column in columns)
            self._error(
                "TW0524",
                columns[-1].made.blame,
                f"{names} {what}can have {space:,} different values at most, and there are {self.plan.count:,} rows",
                "ask for fewer rows, or draw from more values",
            )
            return None
        return _TRIES + 20 * min(space or 0, self.plan.count)

    def _used_up(self, column: Drawn, row: int) -> None:
        self._error(
            "TW0524",
            column.made.blame,
            f"no value of `{column.name}` is left that no earlier row has (in row {row + 1:,})",
            "ask for fewer rows, or draw from more values",
        )


def _frozen(value: CellValue) -> object:
    """*value* as something that sets can hold."""
    if isinstance(value, Mapping):
        return tuple((name, _frozen(item)) for name, item in value.items())
    return tuple(map(_frozen, value)) if isinstance(value, tuple) else value
