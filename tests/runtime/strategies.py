"""Hypothesis strategies for small programs of the intermediate form, with a world and calls to make on it.

Programs are type-correct by construction, and nasty otherwise: names that Python has taken, texts full of
quotes and braces, empty lists, links that lead nowhere, checks that writes break, divisions by zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from toolwright.runtime.cells import row_key
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir import tools as irt
from toolwright.runtime.ir import types
from toolwright.runtime.ir.cost.limit import endless
from toolwright.runtime.python.module import body_source
from toolwright.runtime.reference import Evaluator, Held, RowValue

from .bodies import BodyMaker
from .kinds import (
    BOOL,
    DOMAIN,
    FIELDS,
    FLOAT,
    INT,
    ITEM,
    MAKER,
    SCALARS,
    STR,
    TEXTS,
    Draw,
    Kind,
    ir_type,
    value_of,
)

DOCS = (
    "Doc.",
    'Ends in a quote"',
    'Three """',
    "Back\\slash \\",
    "{brace} \\N{x}",
    "nul \x00 here",
    "Ünï\u2028code\n\nnext",
)


@dataclass(frozen=True)
class Sample:
    """A module, the rows of its world, and calls with valid arguments."""

    module: irt.ToolModule
    rows: dict[str, list[dict[str, Any]]]
    calls: tuple[tuple[str, dict[str, Any]], ...]

    def __repr__(self) -> str:
        """What a failing example needs to be understood."""
        checks = [entity.checks for entity in self.module.entities]
        return f"Sample of\n{body_source(self.module)}\nchecks {checks}\nrows {self.rows}\ncalls {self.calls}"


def state_of(sample: Sample) -> dict[str, dict[Any, dict[str, Any]]]:
    """The rows as the reference evaluator keeps them."""
    keys = {entity.name: entity for entity in sample.module.entities}
    return {n: {row_key(keys[n], row): dict(row) for row in rows} for n, rows in sample.rows.items()}


# ------------------------------------------------------------------ worlds


def _rows(draw: Draw) -> dict[str, list[dict[str, Any]]]:
    def cells(entity: str) -> dict[str, Any]:
        return {n: value_of(draw, k) for n, k in FIELDS[entity].items() if k not in (MAKER, ("opt", MAKER))}

    codes = ["a", "b", "c"][: draw(st.integers(1, 3))]
    makers = [{**cells("Maker"), "code": code} for code in codes]
    items = [
        {
            **cells("Item"),
            "id": number,
            "row": number % 4,
            "maker": draw(st.sampled_from(codes)) if number else "a",
            "backup": draw(st.sampled_from([None, *codes])),
        }
        for number in draw(st.sampled_from((range(5), range(5), range(3), range(3), range(1), range(0))))
    ]
    return {"Maker": makers, "Item": list({(i["maker"], i["row"]): i for i in items}.values())}


def _checks(
    draw: Draw, keys: Mapping[str, tuple[str, ...]], rows: Mapping[str, Sequence[Any]]
) -> dict[str, tuple[Any, ...]]:
    """Checks that hold now: of a row alone, of the rows that lead to it, of the row that it leads to."""
    row = ir.Var(name="row")

    def cell(entity: str, name: str, of: Any = row) -> Any:
        return ir.Cell(row=of, entity=entity, field=name)

    own = ir.Query(
        item=ir.Var(name="i"),
        clauses=(
            ir.ForEach(name="i", source=ir.Rows(entity="Item")),
            ir.Where(
                condition=ir.Binary(
                    operator="eq", left=cell("Item", "maker", ir.Var(name="i")), right=cell("Maker", "code")
                )
            ),
        ),
    )
    maker = ir.Follow(entity="Maker", key=cell("Item", "maker"))
    found = {
        "Maker": [
            ir.Binary(operator="ge", left=cell("Maker", "self"), right=ir.Const(value=-3)),
            ir.Binary(operator="le", left=ir.Builtin(name="count", arguments=(own,)), right=ir.Const(value=3)),
            ir.Binary(operator="or", left=cell("Maker", "active"), right=ir.Not(value=cell("Maker", "active"))),
        ],
        "Item": [
            ir.Binary(
                operator="or",
                left=ir.Not(value=cell("Item", "sold")),
                right=ir.Binary(operator="ge", left=cell("Maker", "self", maker), right=ir.Const(value=0)),
            ),
        ],
    }
    made = _entities(keys, {})
    state = state_of(Sample(irt.ToolModule(entities=made, tools=()), {n: list(r) for n, r in rows.items()}, ()))
    evaluator = Evaluator(irt.ToolModule(entities=made, tools=()), state)

    def holds(entity: str, check: Any) -> bool:
        return all(evaluator.expr(check, {"row": Held(RowValue(entity, k, c))}).value for k, c in state[entity].items())

    return {n: tuple(c for c in checks if holds(n, c) and draw(st.booleans())) for n, checks in found.items()}


def _entities(
    keys: Mapping[str, tuple[str, ...]], checks: Mapping[str, tuple[Any, ...]], label: str | None = None
) -> tuple[irt.Entity, ...]:
    """The entities; makers, whom links lead to, are called by their *label*."""

    def column(name: str, kind: Kind) -> irt.EntityField:
        value = types.IntType(low=-100, high=2_000_000) if kind == INT else ir_type(kind)
        return irt.EntityField(name=name, value=value)

    return tuple(
        irt.Entity(
            name=n,
            key=keys[n],
            fields=tuple(column(f, k) for f, k in fields.items()),
            label=label if n == "Maker" else None,
            checks=checks.get(n, ()),
        )
        for n, fields in FIELDS.items()
    )


# ------------------------------------------------------------------ tools and modules

RESULTS: Sequence[Kind] = (
    *SCALARS,
    ("opt", STR),
    ("opt", FLOAT),
    ("opt", BOOL),
    ("list", STR),
    ("list", FLOAT),
    ("list", BOOL),
    ("map", FLOAT),
    ("rec", (("name", STR), ("count", INT), ("sold", BOOL))),
    ("rec", (("price", FLOAT), ("tags", ("list", STR)), ("rating", ("opt", FLOAT)))),
    ("list", ("rec", (("id", INT), ("class", ("opt", STR))))),
)


def _params(draw: Draw, names: list[str]) -> list[tuple[irt.Param, Kind]]:
    """Up to three parameters, as long as there are *names*, which they use up."""
    made = []
    for _ in range(draw(st.integers(0, min(3, len(names))))):
        name = names.pop(draw(st.integers(0, len(names) - 1)))
        kind = draw(
            st.sampled_from((*SCALARS, ("opt", STR), ("opt", INT), ("list", STR), ("list", INT), ("map", FLOAT)))
        )
        required = draw(st.booleans())
        default = None if required else value_of(draw, kind)
        doc = draw(st.sampled_from(DOCS))
        made.append((irt.Param(name=name, value=ir_type(kind), doc=doc, required=required, default=default), kind))
    return made


def _tool(draw: Draw, name: str, keys: Mapping[str, tuple[str, ...]], functions: Sequence[Any]) -> irt.Tool:
    writes = draw(st.sampled_from(((), (), ("Item",), ("Maker",), ("Item", "Maker"))))
    maker = BodyMaker(draw, keys, functions, fails=True, careless=draw(st.booleans()), writes=writes)
    params = _params(draw, maker.names)
    result = draw(st.sampled_from(RESULTS))
    body = maker.body({p.name: k for p, k in params}, result, 3)
    tool = irt.Tool(
        name=name,
        origin=draw(st.sampled_from((name, "base"))),
        doc=draw(st.sampled_from(DOCS)),
        params=tuple(p for p, _ in params),
        result=ir_type(result),
        fails=("Missing", "Broken"),
        writes=writes,
        body=body,
    )
    return _scaled(draw, tool, maker, params, result) if draw(st.integers(0, 2)) == 0 else tool


def _scaled(
    draw: Draw, tool: irt.Tool, maker: BodyMaker, params: Sequence[tuple[irt.Param, Kind]], result: Kind
) -> irt.Tool:
    """The tool around itself: another result made of its base result, with more parameters."""
    more = _params(draw, maker.names)
    env = {p.name: k for p, k in (*params, *more)}
    around = replace(maker, writes=())
    given = tuple(
        ir.Entry(name=p.name, value=ir.Var(name=p.name) if draw(st.booleans()) else around.expr(k, env, 1))
        for p, k in params
    )
    inside = around.fresh()
    start = ir.Let(name=inside, value=ir.Core(arguments=given))
    if result[0] == "rec" and draw(st.booleans()):
        kept = ir.ListOf(items=tuple(ir.Const(value=n) for n, _ in result[1][:-1]))
        end: Any = ir.Builtin(name="select_fields", arguments=(ir.Var(name=inside), kept))
    else:
        result = draw(st.sampled_from((result, draw(st.sampled_from(RESULTS)))))
        end = around.expr(result, {**env, inside: tool_kind(tool)}, 2)
    return tool.model_copy(
        update={
            "core": irt.CoreTool(params=tool.params, body=tool.body),
            "params": (*tool.params, *(p for p, _ in more)),
            "body": (start, ir.Return(value=end)),
            "result": ir_type(result),
        }
    )


def tool_kind(tool: irt.Tool) -> Kind:
    """The kind of a tool's result."""
    return next(k for k in RESULTS if ir_type(k) == tool.result)


def _functions(draw: Draw, keys: Mapping[str, tuple[str, ...]]) -> list[tuple[irt.Function, tuple[Kind, ...], Kind]]:
    made: list[tuple[irt.Function, tuple[Kind, ...], Kind]] = []
    for name in ("helper", "len")[: draw(st.integers(0, 2))]:
        maker = BodyMaker(draw, keys, tuple(made))
        kinds = tuple(draw(st.lists(st.sampled_from((INT, STR, ITEM, MAKER)), max_size=2)))
        env = {maker.fresh(): k for k in kinds}
        gives = draw(st.sampled_from((INT, FLOAT, STR, BOOL, ("list", STR), ("opt", FLOAT))))
        params = tuple(irt.Param(name=n, value=ir_type(k)) for n, k in env.items())
        doc = draw(st.sampled_from(DOCS))
        made.append((irt.Function(name=name, doc=doc, params=params, value=maker.expr(gives, env, 2)), kinds, gives))
    return made


_HOLES = [ir.Hole(value=ir.Var(name=n)) for n in ("self", "flag")]
ERRORS = (
    irt.DeclaredError(
        name="Missing",
        params=tuple(irt.Param(name=n, value=ir_type(k)) for n, k in (("self", STR), ("max", INT), ("flag", BOOL))),
        message=ir.Text(parts=("no {", _HOLES[0], '} "', ir.Hole(value=ir.Var(name="max"), format=","), _HOLES[1])),
    ),
    irt.DeclaredError(name="Broken", message=ir.Text(parts=("It is broken.",))),
)


@st.composite
def samples(draw: Draw) -> Sample:
    """A module, its world, and up to five calls."""
    keys = {"Maker": ("code",), "Item": draw(st.sampled_from((("id",), ("maker", "row"))))}
    rows = _rows(draw)
    functions = _functions(draw, keys)
    names = draw(st.sampled_from((("do_it",), ("do_it", "max"), ("text", "row"))))
    module = irt.ToolModule(
        entities=_entities(keys, _checks(draw, keys, rows), draw(st.sampled_from(("name", "self", "since", None)))),
        errors=ERRORS,
        functions=tuple(f for f, _, _ in functions),
        tools=tuple(_tool(draw, name, keys, functions) for name in names),
    )
    # Writes in loops in loops, over lists of any length, can take longer than any tool may.
    assume(endless(module) is None)
    calls = []
    for _ in range(draw(st.integers(1, 5))):
        tool = draw(st.sampled_from(module.tools))
        calls.append(
            (
                tool.name,
                {p.name: _argument(draw, p.value) for p in tool.params if p.required or draw(st.booleans())},
            )
        )
    return Sample(module, rows, tuple(calls))


def _argument(draw: Draw, type_: Any) -> Any:
    if type_.type == "list":
        return draw(st.lists(st.sampled_from(DOMAIN[type_.item.type]), max_size=3))
    if type_.type == "map":
        return draw(st.dictionaries(st.sampled_from(TEXTS), st.sampled_from(DOMAIN[type_.value.type]), max_size=3))
    if type_.type == "optional":
        return draw(st.none() | st.sampled_from(DOMAIN[type_.item.type]))
    return draw(st.sampled_from(DOMAIN[type_.type]))
