"""Worlds share their rows until they write, and a transaction that is rolled back leaves no trace."""

from __future__ import annotations

import time

import pytest

from toolwright.runtime.facts import CellFact, EffectFact, Receipt, ValueFact, fact_from_json, fact_to_json
from toolwright.runtime.python.prelude import ConstraintError, Row, Table, World
from toolwright.runtime.tracing import mark, plain, reveal, traced
from toolwright.runtime.world import plain_state

from ..conftest import Built


def world() -> World:
    """Two rows of one table."""
    rows = {n: Row("T", n, {"id": n, "size": i}) for i, n in enumerate("ab")}
    return World({"T": (("id",), rows)})


def sizes(w: World) -> dict[str, int]:
    return {row.__dict__["id"]: row.__dict__["size"] for row in table(w)}


def table(w: World) -> Table[Row]:
    found = w._tables["T"]
    assert isinstance(found, Table)
    return found


def test_a_rollback_undoes_every_kind_of_write() -> None:
    w = world()
    a, b = table(w)
    table(w).update(b, size=9)
    before = w.begin()
    table(w).update(a, size=5)
    table(w).delete(b)
    table(w).insert(id="c", size=3)
    assert sizes(w) == {"a": 5, "c": 3}
    w.rollback(before)
    assert sizes(w) == {"a": 0, "b": 9}
    assert w.journal == []
    table(w).update(table(w).get("a") or a, size=6)
    assert sizes(w) == {"a": 6, "b": 9}


def test_a_transaction_begins_with_an_empty_journal_and_ends_with_the_rows_before_it() -> None:
    w = world()
    table(w).insert(id="c", size=3)
    assert [write.operation for write in w.journal] == ["insert"]
    before = w.begin()
    assert w.journal == []
    table(w).insert(id="d", size=4)
    w.rollback(before)
    table(w).insert(id="e", size=5)  # what the transaction began with is not written, though none began since
    w.rollback(before)
    assert sizes(w) == {"a": 0, "b": 1, "c": 3}


def test_the_rows_that_a_world_is_made_of_are_never_written() -> None:
    rows = {n: Row("T", n, {"id": n}) for n in "ab"}
    w = World({"T": (("id",), rows)})
    table(w).insert(id="c")
    assert list(rows) == ["a", "b"]
    assert len(table(w)) == 3


def test_a_table_is_copied_once_a_transaction() -> None:
    w = world()
    w.begin()
    table(w).insert(id="c", size=3)
    rows = table(w)._rows
    table(w).insert(id="d", size=4)
    assert table(w)._rows is rows
    w.begin()
    table(w).insert(id="e", size=5)
    assert table(w)._rows is not rows


def test_rows_are_one_when_their_entities_and_keys_are() -> None:
    row = Row("T", "a", {"size": 1})
    assert row == Row("T", "a", {"size": 2})
    assert row not in (Row("T", "b", {"size": 1}), Row("U", "a", {"size": 1}), "a")
    assert len({row, Row("T", "a", {}), Row("U", "a", {})}) == 2


def test_an_update_keeps_true_and_one_apart() -> None:
    w = world()
    b = list(table(w))[1]
    assert table(w).update(b, size=1) is b
    assert w.journal == []
    assert table(w).update(b, size=True).__dict__["size"] is True
    assert [write.cells for write in w.journal] == [{"size": True}]
    table(w).update(b, size=1)
    assert sizes(w)["b"] is not True


def test_a_row_that_was_read_stays_as_it_was() -> None:
    w = world()
    a = next(iter(table(w)))
    new = table(w).update(a, size=5)
    assert (a.__dict__["size"], new.__dict__["size"]) == (0, 5)
    assert a == new


def test_what_cannot_be_written_is_an_error() -> None:
    w = world()
    a = next(iter(table(w)))
    with pytest.raises(ConstraintError):
        table(w).insert(id="a", size=1)
    table(w).delete(a)
    for again in (lambda: table(w).delete(a), lambda: table(w).update(a, size=1)):
        with pytest.raises(ConstraintError):
            again()


@pytest.mark.parametrize(
    ("keys", "fresh"),
    [([], "r1"), (["r1", "r7"], "r8"), (["r", "rx", "x9", "r²", "r05"], "r6"), (["r10", "r9"], "r11")],
)
def test_a_fresh_key_follows_the_largest_number(keys: list[str], fresh: str) -> None:
    rows = {k: Row("T", k, {"id": k}) for k in keys}
    assert table(World({"T": (("id",), rows)})).next_id("r") == fresh


def test_a_fresh_world_costs_no_copy_of_its_rows(built: Built) -> None:
    machine = built["conference_fares"].environment().machine
    one, other = machine.world(), machine.world()
    assert one.Flight._rows is other.Flight._rows
    begin = time.perf_counter()
    for _ in range(200):
        machine.world()
    assert (time.perf_counter() - begin) / 200 < 0.001


def test_a_write_is_seen_in_its_own_world_only(built: Built) -> None:
    bundle = built["shop_orders"]
    machine = bundle.environment().machine
    names = list(bundle.rows)
    one, other = machine.world(), machine.world()
    before = plain_state(other, names)
    order = bundle.level().tasks["cancel_the_open_order/1"].steps[1].arguments["order"]
    seen = machine.call(one, "cancel_order", f'{{"order": "{order}"}}')
    assert seen.error is None
    assert seen.receipt.writes
    assert plain_state(one, names) != before
    assert plain_state(other, names) == before


# ------------------------------------------------------------------ facts

FACT = CellFact("T", '"a"', "size")


@pytest.mark.parametrize("value", [True, False, 0, 7, -1, 0.0, 2.5, "", "text", [], ["a"], {"x": 1}])
def test_a_value_with_a_fact_is_the_same_value(value: object) -> None:
    facts: set[object] = set()
    shown = reveal(traced(value, FACT), facts)  # type: ignore[arg-type]  # a set of any facts takes these
    assert (type(shown), shown) == (type(value), value)
    assert facts == {FACT}
    assert type(plain(value)) is type(value)


@pytest.mark.parametrize("value", [True, False])
def test_a_truth_value_with_a_fact_passes_for_one(value: bool) -> None:
    found = traced(value, FACT)
    assert isinstance(found, bool)
    assert bool(found) is value
    assert not isinstance(traced(1, FACT), bool)


def test_null_shows_nothing() -> None:
    facts: set[object] = set()
    assert reveal(traced(None, FACT), facts) is None  # type: ignore[arg-type]
    assert not facts


def test_computed_parts_are_marked_and_stored_ones_keep_their_fact() -> None:
    facts: set[object] = set()
    reveal(mark({"a": traced(1, FACT), "b": [2]}, "go", "{}"), facts)  # type: ignore[arg-type]
    assert facts == {
        FACT,
        ValueFact("go", "{}", ""),
        ValueFact("go", "{}", "/b"),
        ValueFact("go", "{}", "/b/0"),
    }


@pytest.mark.parametrize(
    "fact",
    [
        FACT,
        CellFact("T", '["a",1]', "x"),
        ValueFact("go", '{"x":1}', "/a/0"),
        EffectFact(frozenset({'["delete","T","a",{}]'})),
    ],
)
def test_facts_survive_their_json(fact: object) -> None:
    assert fact_from_json(fact_to_json(fact)) == fact  # type: ignore[arg-type]  # parametrize forgets the type


def test_an_effect_is_held_when_all_its_writes_were_made() -> None:
    fact = EffectFact(frozenset({"w1", "w2"}))
    assert Receipt(frozenset(), frozenset({"w1", "w2", "w3"})).holds(fact)
    assert not Receipt(frozenset(), frozenset({"w1"})).holds(fact)
