"""What a bundle says: JSON that readers disagree on, rows that lie, and bodies that would never end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from toolwright.runtime import BundleError
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir import limits, types
from toolwright.runtime.ir import tools as irt
from toolwright.runtime.ir.cost.limit import too_much_work
from toolwright.runtime.ir.verify import problems
from toolwright.runtime.python import BUILTINS

from ...conftest import Built
from .forging import forged, played

IR, TASKS, ROWS = "levels/base/tools.ir.json", "levels/base/tasks.jsonl", "data/Country.jsonl"


def test_what_is_only_packed_anew_plays(built: Built) -> None:
    """So that the tests below fail for what they change."""
    played(forged(built["country_areas"], {}))


def first_row(**cells: Any) -> Any:
    """Change cells of the first row."""

    def change(data: bytes) -> bytes:
        row, *rest = data.splitlines()
        return b"\n".join([json.dumps({**json.loads(row), **cells}).encode(), *rest]) + b"\n"

    return change


CHANGES: dict[str, tuple[str, Any]] = {
    "a name twice": (IR, lambda data: data.replace(b"{", b'{"entities": [], ', 1)),
    "not a number": (TASKS, lambda data: data.replace(b'"seed": ', b'"seed": NaN, "x": ', 1)),
    "NaN in a row": (ROWS, first_row(area=float("nan"))),
    "an endless number in a row": (ROWS, lambda data: data.replace(b": ", b": 1e999, ", 1)),
    "bytes that are no text": (ROWS, lambda data: data.replace(b": ", b": \xff", 1)),
    "half a character": (IR, lambda data: data.replace(b'"doc": "', b'"doc": "\xed\xa0\x80', 1)),
    "deep rows": (ROWS, lambda _: b'{"x": ' + b"[" * 100_000 + b"\n"),
    "deep form": (IR, lambda _: b'{"entities": ' * 100_000),
    "a key twice": (ROWS, lambda data: data + data.splitlines()[0] + b"\n"),
    "a row too much": (ROWS, lambda data: data + b"[]\n"),
    "a cell too much": (ROWS, first_row(surprise=1)),
    "a cell of another type": (ROWS, first_row(name=[1])),
    "no rows at all": (ROWS, lambda _: b"\n\n"),
    "a task twice": (TASKS, lambda data: data + data.splitlines()[0] + b"\n"),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_forged_files_are_refused(kind: str, built: Built) -> None:
    path, change = CHANGES[kind]
    bundle = built["country_areas"]
    assert change(bundle.files[path]) != bundle.files[path]
    with pytest.raises(BundleError):
        played(forged(bundle, {path: change(bundle.files[path])}))


def test_a_link_that_leads_nowhere_is_refused(built: Built) -> None:
    bundle = built["shop_orders"]
    with pytest.raises(BundleError, match="leads nowhere"):
        played(forged(bundle, {"data/Order.jsonl": first_row(customer="c99")(bundle.files["data/Order.jsonl"])}))


# ------------------------------------------------------------------ bodies

ONE, WORD = ir.Const(value=1), ir.Const(value="a")
THING = irt.Entity(
    name="Thing",
    key=("id",),
    fields=(
        irt.EntityField(name="id", value=types.StrType()),
        irt.EntityField(name="size", value=types.IntType()),
        irt.EntityField(name="note", value=types.StrType()),
    ),
)
ROWS_OF_THING = {"Thing": [{"id": f"t{number}", "size": number, "note": "n"} for number in range(300)]}


def var(name: str) -> ir.Var:
    return ir.Var(name=name)


def let(name: str, value: Any) -> ir.Let:
    return ir.Let(name=name, value=value)


def add(left: Any, right: Any, operator: Any = "add") -> ir.Binary:
    return ir.Binary(operator=operator, left=left, right=right)


def listed(item: Any, times: int = 1) -> ir.Query:
    """*item* for every row, for every row again, and so on."""
    clauses = tuple(ir.ForEach(name=f"r{number}", source=ir.Rows(entity="Thing")) for number in range(times))
    return ir.Query(item=item, clauses=clauses)


def module(*body: Any, functions: Any = ()) -> irt.ToolModule:
    tool = irt.Tool(
        name="go",
        origin="go",
        doc="Go.",
        params=(irt.Param(name="x", value=types.IntType()), irt.Param(name="s", value=types.StrType())),
        result=types.IntType(),
        writes=("Thing",),
        body=(*body, ir.Return(value=ONE)),
    )
    return irt.ToolModule(entities=(THING,), functions=functions, tools=(tool,))


ROW = ir.Find(entity="Thing", key=(WORD,))
NOTE = ir.Cell(row=ROW, entity="Thing", field="note", safe=True)
EITHER = ir.Choose(condition=ir.Const(value=True), then=ir.ListOf(items=(ONE,)), otherwise=ONE)


def chain(value: Any, step: Any, count: int = 60) -> tuple[Any, ...]:
    """A variable made of itself again and again."""
    return (let("v0", value), *(let(f"v{i + 1}", step(var(f"v{i}"))) for i in range(count)))


def calls_in_calls(count: int) -> tuple[irt.Function, ...]:
    none = irt.Function(name="f0", params=(), value=ONE)
    more = (
        irt.Function(name=f"f{i}", params=(), value=add(*(ir.Apply(function=f"f{i - 1}", arguments=()),) * 2))
        for i in range(1, count)
    )
    return (none, *more)


ENDLESS: dict[str, irt.ToolModule] = {
    "loops in loops": module(let("y", listed(ONE, 5))),
    "a text that doubles": module(*chain(var("s"), lambda v: add(v, v))),
    "a list that doubles": module(*chain(ir.ListOf(items=(ONE,)), lambda v: add(v, v))),
    "a number that is squared": module(*chain(var("x"), lambda v: add(v, v, "mul"))),
    "records of records": module(
        *chain(ONE, lambda v: ir.RecordOf(fields=(ir.Entry(name="a", value=v), ir.Entry(name="b", value=v))))
    ),
    "lists of lists": module(*chain(ONE, lambda v: ir.ListOf(items=(v, v)))),
    "one list shown in many": module(*chain(ONE, listed, 10)),
    "a text that doubles in a loop": module(
        let("y", var("s")),
        ir.For(name="r", source=ir.Rows(entity="Thing"), body=(let("y", add(var("y"), var("y"))),)),
    ),
    "a list that doubles in a loop": module(
        let("y", ir.ListOf(items=(ONE,))),
        ir.For(name="r", source=ir.Rows(entity="Thing"), body=(let("y", add(var("y"), var("y"))),)),
    ),
    "a list many times": module(let("y", add(EITHER, ir.Const(value=10**12), "mul"))),
    "a wide format": module(let("y", add(ir.Choose(condition=EITHER, then=WORD, otherwise=ONE), ONE, "mod"))),
    "rounding to nowhere": module(let("y", ir.Builtin(name="round", arguments=(var("x"), ir.Const(value=-(10**9)))))),
    "calls in calls": module(let("y", ir.Apply(function="f39", arguments=())), functions=calls_in_calls(40)),
    "a cell that doubles": module(
        ir.Update(entity="Thing", row=ROW, fields=(ir.Entry(name="note", value=add(NOTE, NOTE)),))
    ),
    "a table that doubles": module(
        ir.For(
            name="r",
            source=ir.Rows(entity="Thing"),
            body=(
                ir.Insert(
                    entity="Thing",
                    fields=(
                        ir.Entry(name="id", value=ir.NextId(entity="Thing", prefix=WORD)),
                        ir.Entry(name="size", value=ONE),
                        ir.Entry(name="note", value=WORD),
                    ),
                ),
            ),
        )
    ),
    "a variable before it is bound": module(let("y", add(var("z"), ONE)), let("z", ONE)),
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_bodies_without_end_are_refused(kind: str) -> None:
    made = ENDLESS[kind]
    assert problems(made, BUILTINS) or too_much_work(made, ROWS_OF_THING)[0]


def test_bodies_that_only_grow_as_they_are_called_are_not() -> None:
    append = ir.Update(entity="Thing", row=ROW, fields=(ir.Entry(name="note", value=add(NOTE, var("s"))),))
    count = ir.For(name="r", source=ir.Rows(entity="Thing"), body=(let("y", add(var("y"), var("x"))),))
    double = ir.For(name="r", source=ir.Rows(entity="Thing"), body=(let("z", add(var("z"), var("z"))),))
    for body in ((append,), (let("y", ONE), count), (let("z", ONE), double)):
        made = module(*body)
        assert problems(made, BUILTINS) == []
        assert too_much_work(made, ROWS_OF_THING)[0] == []


def test_modules_that_are_too_large_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    deep: Any = ONE
    for _ in range(limits.MAX_DEPTH):
        deep = ir.Neg(value=deep)
    assert "nested deeper" in problems(module(let("y", deep)), BUILTINS)[0]
    assert "nodes" in problems(module(*[let("y", ONE)] * limits.MAX_NODES), BUILTINS)[0]
    monkeypatch.setattr(limits, "MAX_DECLARATIONS", 0)
    assert "declarations" in problems(module(), BUILTINS)[0]


def test_keys_that_link_in_a_circle_are_refused() -> None:
    def linked(name: str, other: str) -> irt.Entity:
        return irt.Entity(
            name=name, key=("id",), fields=(irt.EntityField(name="id", value=types.RowType(entity=other)),)
        )

    made = irt.ToolModule(entities=(linked("A", "B"), linked("B", "A")), tools=())
    assert any("leads to itself" in line for line in problems(made, BUILTINS))
