"""Random queries over rows with many equal cells; results tell which rows they were made of, in order."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir import tools as irt
from toolwright.runtime.ir import types

from .kinds import DATES, TEXTS
from .strategies import Sample

COLUMNS: dict[str, Any] = {
    "id": types.IntType(),
    "size": types.IntType(),
    "price": types.FloatType(),
    "label": types.StrType(),
    "day": types.DateType(),
    "sold": types.BoolType(),
    "note": types.OptionalType(item=types.StrType()),
}
SORTABLE = ("id", "size", "price", "label", "day")
THING = irt.Entity(
    name="Thing",
    key=("id",),
    fields=tuple(irt.EntityField(name=name, value=value) for name, value in COLUMNS.items()),
)


def cell(row: str, name: str) -> ir.Cell:
    """A cell of the row that a variable holds."""
    return ir.Cell(row=ir.Var(name=row), entity="Thing", field=name)


@st.composite
def clauses(draw: st.DrawFn) -> tuple[tuple[Any, ...], Any]:
    """The clauses of a query, and an item that tells which rows it stands for."""
    made: list[Any] = [ir.ForEach(name="a", source=ir.Rows(entity="Thing"))]
    rows = ["a"]
    group: str | None = None

    def key() -> Any:
        if group is not None:
            of_key = [] if group in ("sold", "note") else [ir.Var(name="g")]
            return draw(st.sampled_from([*of_key, ir.Builtin(name="count", arguments=(ir.Var(name="a"),))]))
        return cell(draw(st.sampled_from(rows)), draw(st.sampled_from(SORTABLE)))

    for kind in draw(st.lists(st.sampled_from(("sort", "sort", "cut", "where", "loop", "group")), max_size=4)):
        if kind == "sort":
            keys = [ir.SortKey(value=key(), descending=draw(st.booleans())) for _ in range(draw(st.integers(1, 3)))]
            made.append(ir.SortBy(keys=tuple(keys)))
        elif kind == "cut":
            count = draw(st.one_of(st.just(ir.Var(name="n")), st.builds(ir.Const, value=st.integers(-2, 4))))
            made.append(draw(st.sampled_from((ir.Take, ir.Skip)))(count=count))
        elif kind == "where":
            size = cell("a", "size") if group is None else ir.Builtin(name="count", arguments=(ir.Var(name="a"),))
            operator = draw(st.sampled_from(("lt", "le", "ne", "gt")))
            low = ir.Binary(operator=operator, left=size, right=ir.Var(name="n"))
            made.append(ir.Where(condition=draw(st.sampled_from((low, ir.Not(value=low))))))
        elif kind == "loop" and group is None and len(rows) == 1:
            made.append(ir.ForEach(name="b", source=ir.Rows(entity="Thing")))
            rows.append("b")
        elif kind == "group" and group is None:
            group = draw(st.sampled_from(tuple(COLUMNS)))
            made.append(ir.GroupBy(key=cell("a", group), name="g", variables=tuple(rows)))
    return tuple(made), _told(rows, group)


def _told(rows: list[str], group: str | None) -> Any:
    if group is None:
        return ir.ListOf(items=tuple(cell(row, "id") for row in rows))
    members = tuple(
        ir.Query(item=cell("x", "id"), clauses=(ir.ForEach(name="x", source=ir.Var(name=row)),)) for row in rows
    )
    shown = ir.ListOf(items=(ir.Var(name="g"),))
    return ir.RecordOf(
        fields=(ir.Entry(name="key", value=shown), ir.Entry(name="rows", value=ir.ListOf(items=members)))
    )


@st.composite
def query_samples(draw: st.DrawFn) -> Sample:
    """A tool that gives what one query gives, and calls of it."""
    made, item = draw(clauses())
    tool = irt.Tool(
        name="go",
        origin="go",
        doc="Go.",
        params=(irt.Param(name="n", value=types.IntType()),),
        result=types.ListType(item=types.StrType()),
        body=(ir.Return(value=ir.Query(item=item, clauses=made)),),
    )
    cells = {
        "size": st.integers(0, 2),
        "price": st.sampled_from((0.0, 0.5, 2.0)),
        "label": st.sampled_from(TEXTS[:4]),
        "day": st.sampled_from(DATES[:2]),
        "sold": st.booleans(),
        "note": st.sampled_from((None, "a", "b")),
    }
    rows = [{"id": i, **draw(st.fixed_dictionaries(cells))} for i in range(draw(st.integers(0, 6)))]
    calls = tuple(("go", {"n": n}) for n in (-1, 0, 1, 3))
    return Sample(irt.ToolModule(entities=(THING,), tools=(tool,)), {"Thing": rows}, calls)
