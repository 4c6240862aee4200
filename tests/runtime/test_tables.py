"""Tables over shared rows hold what a copied table holds, and indexes give what a look at every row gives."""

from __future__ import annotations

import itertools
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from toolwright.runtime.facts import CellFact
from toolwright.runtime.python.prelude import ConstraintError, Row, World
from toolwright.runtime.quick.showing import keep
from toolwright.runtime.tables import ALL, Base, Window, picked
from toolwright.runtime.world import Snapshot, TracingWorld, plain_cells, traced_row

KEYS = "abcdef"
ROWS: list[dict[str, Any]] = [{"id": key, "size": i % 2, "kind": "xy"[i % 2]} for i, key in enumerate("abcd")]


def base() -> Base:
    return Base("T", ("id",), {row["id"]: traced_row("T", row["id"], row) for row in ROWS})


def cells(table: Any) -> list[dict[str, Any]]:
    return [plain_cells(row) for row in table]


class Worlds(RuleBasedStateMachine):
    """A world over shared rows beside one that copies its tables, and snapshots of the first."""

    def __init__(self) -> None:
        super().__init__()
        self.base = base()
        self.world = TracingWorld({"T": self.base})
        self.model = {row["id"]: dict(row) for row in ROWS}
        self.kept: list[tuple[Snapshot, dict[str, dict[str, Any]]]] = []
        self.before: Any = None

    @rule(key=st.sampled_from(KEYS), size=st.integers(0, 3))
    def insert(self, key: str, size: int) -> None:
        try:
            self.world.T.insert(id=key, size=size, kind="x")
            assert key not in self.model
            self.model[key] = {"id": key, "size": size, "kind": "x"}
        except ConstraintError:
            assert key in self.model

    @rule(key=st.sampled_from(KEYS), size=st.integers(0, 3))
    def update(self, key: str, size: int) -> None:
        row = self.world.T.get(key)
        assert (row is not None) == (key in self.model)
        if row is not None:
            new: Any = self.world.T.update(row, size=size)
            assert new.size.fact == CellFact("T", f'"{key}"', "size")
            assert new.kind.fact == CellFact("T", f'"{key}"', "kind")
            self.model[key] = {**self.model[key], "size": size}

    @rule(writes=st.lists(st.tuples(st.sampled_from(KEYS), st.integers(0, 3)), max_size=4), then=st.sampled_from(KEYS))
    def write_late(self, writes: list[tuple[str, int]], then: str) -> None:
        table: Any = self.world.T
        for key, size in writes:
            self._late(key, size)
        assert (then in table._rows) == (then in self.model)
        assert len(table) == len(self.model)
        self.delete(then)
        self.insert(then, 2)

    @rule(key=st.sampled_from(KEYS))
    def delete(self, key: str) -> None:
        row = self.world.T.get(key)
        if row is not None:
            self.world.T.delete(row)
            del self.model[key]

    def _late(self, key: str, size: int) -> None:
        table: Any = self.world.T
        row = table.get(key)
        if row is not None:
            rows, new = table._own(), {"size": size}
            if row is self.base.rows.get(key):
                rows._changed[key] = "update", "T", key, new
            else:
                rows.put(key, row.changed(new))
            self.model[key] = {**self.model[key], "size": size}

    @rule()
    def snapshot(self) -> None:
        self.kept.append((self.world.snapshot(), dict(self.model)))

    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        if self.kept:
            snapshot, model = data.draw(st.sampled_from(self.kept))
            self.world.restore(snapshot)
            self.model = dict(model)

    @rule()
    def fork(self) -> None:
        left = self.world
        self._late("a", 3)
        self.world = left.fork()
        self._late("b", 3)
        left.T.insert(id="forked", size=0, kind="y")

    @rule(writes=st.lists(st.tuples(st.sampled_from(KEYS), st.integers(0, 3), st.booleans()), max_size=4))
    def fail(self, writes: list[tuple[str, int, bool]]) -> None:
        table: Any = self.world.T
        for key in KEYS[:2]:
            self._late(key, 3)
        before = self.world.begin()
        for key, size, gone in writes:
            row = table.get(key)
            if row is None:
                table.insert(id=key, size=size, kind="y")
            elif gone:
                table.delete(row)
            else:
                table.update(row, size=size)
        self.world.rollback(before)

    @invariant()
    def both_hold_the_same(self) -> None:
        table = self.world.T
        expected = list(self.model.values())
        assert cells(table) == expected
        assert len(table) == len(expected)
        assert list(table._rows) == list(self.model)
        for size in range(4):
            assert cells(table.equal("size", size)) == [row for row in expected if row["size"] == size]
        by_size = sorted(expected, key=lambda row: row["size"], reverse=True)
        assert cells(table.ordered((("size", True),))) == by_size
        assert cells(table.ordered((("size", True),), bound=("le", 1))) == [r for r in by_size if r["size"] <= 1]
        for comparison, count in itertools.product(("lt", "ge"), (0, 1, 3, ALL)):
            keys, bound = (("size", False), ("kind", True)), (comparison, 2)
            found: list[Any] = picked(table, keys, ("kind", "x"), bound, count)
            assert cells(table.ordered(keys, ("kind", "x"), bound, count)) == cells(found)
            shown, _, facts, _ = table.show(Window(keys, "kind", comparison, _shown), "x", 2, count)
            assert json.loads(shown) == [[row.id, row.size] for row in found]
            assert list(facts) == [{row.id.fact, row.size.fact} for row in found]

    @invariant()
    def changes_lead_from_the_bundle_to_here(self) -> None:
        rows = {row["id"]: dict(row) for row in ROWS}
        for change in self.world.changes():
            if change.operation == "delete":
                assert rows.pop(change.key) == change.before
            else:
                assert {n: rows.get(change.key, {}).get(n) for n in change.before} == change.before
                rows[change.key] = {**rows.get(change.key, {}), **change.after}
        assert rows == self.model
        assert list(rows) == list(self.model)

    @invariant()
    def the_bundle_stays_as_it_was(self) -> None:
        assert cells(self.base.order) == ROWS


def _shown(row: Any) -> Any:
    return keep(row, _shown, [row.id, row.size])


TestWorlds = Worlds.TestCase
TestWorlds.settings = settings(max_examples=60, stateful_step_count=12, deadline=None)

COMPARISONS = st.sampled_from(["lt", "le", "gt", "ge"])


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.booleans()), max_size=8),
    st.lists(st.tuples(st.sampled_from(["a", "b"]), st.booleans()), min_size=1, max_size=2, unique_by=lambda k: k[0]),
    st.none() | st.integers(-1, 3),
    st.none() | st.tuples(COMPARISONS, st.integers(-1, 4)),
    st.sampled_from([-1, 0, 1, 2, ALL]),
)
def test_an_index_gives_what_a_look_at_every_row_gives(
    rows: list[tuple[int, int, bool]],
    keys: list[tuple[str, bool]],
    wanted: int | None,
    bound: tuple[str, int] | None,
    count: int,
) -> None:
    held = {i: traced_row("T", i, {"id": i, "a": a, "b": b, "c": c}) for i, (a, b, c) in enumerate(rows)}
    made = Base("T", ("id",), held)
    table: Any = TracingWorld({"T": made}).T
    equal = None if wanted is None else ("b", wanted)
    expected = picked(made.order, tuple(keys), equal, bound, count)
    assert table.ordered(tuple(keys), equal, bound, count) == expected
    window = Window(tuple(keys), equal and "b", bound and bound[0], lambda row: keep(row, window.make, row.id))
    for _ in range(2):
        shown, _, facts, _ = table.show(window, wanted, bound and bound[1], count)
        assert json.loads(shown) == [row._key for row in expected]
        assert list(facts) == [{row.__dict__["id"].fact} for row in expected]
    assert table.equal("c", True) == [row for row in held.values() if row.__dict__["c"]]
    assert table.equal("b", [1]) == []


def test_a_world_equals_one_that_copies_its_tables() -> None:
    copied: Any = World({"T": (("id",), {row["id"]: Row("T", row["id"], dict(row)) for row in ROWS})})
    shared: Any = TracingWorld({"T": base()})
    for world in (copied, shared):
        table = world.T
        table.delete(table.get("b"))
        table.insert(id="b", size=7, kind="x")
        table.update(table.get("c"), size=5)
    assert cells(copied.T) == cells(shared.T)
    assert [change.operation for change in shared.changes()] == ["delete", "update", "insert"]


def test_a_digest_is_that_of_the_rows_and_not_of_how_they_came_about() -> None:
    one: Any = TracingWorld({"T": base()})
    other = TracingWorld({"T": base()})
    fresh = one.digest()
    one.T.update(one.T.get("a"), size=5)
    assert one.digest() != fresh
    one.T.update(one.T.get("a"), size=0)
    assert one.digest() == fresh == other.digest()
    one.T.insert(id="e", size=1, kind="x")
    one.T.delete(one.T.get("e"))
    assert one.digest() == fresh
    assert one.changes() == []
