"""The quick way of a call: what it reads is what the strict reader and the validator give, and most calls take it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from toolwright.runtime.arguments import compile_validator
from toolwright.runtime.errors import CallError
from toolwright.runtime.externs import calls_extern
from toolwright.runtime.facts import CellFact, EffectFact, ValueFact
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir import tools as irt
from toolwright.runtime.ir import types
from toolwright.runtime.jsontext import parse_arguments
from toolwright.runtime.machine import Machine, Observation
from toolwright.runtime.python.prelude import World
from toolwright.runtime.quick.arguments import maybe_twice, read
from toolwright.runtime.traced_rows import TracedRow
from toolwright.runtime.wanted import Wanted
from toolwright.runtime.world import write_texts

from ..conftest import SPECS, Built
from .agreement import Pair

PARAMS = (
    irt.Param(name="text", value=types.StrType(low=1, high=6)),
    irt.Param(name="code", value=types.StrType(pattern="[a-c:]+"), required=False, default="a"),
    irt.Param(name="whole", value=types.IntType(low=-3, high=9), required=False, default=2),
    irt.Param(name="number", value=types.FloatType(), required=False, default=1.5),
    irt.Param(name="share", value=types.FloatType(low=0.0, high=1.0), required=False),
    irt.Param(name="flag", value=types.BoolType(), required=False, default=False),
    irt.Param(name="word", value=types.EnumType(members=("a", "b:c")), required=False, default="a"),
    irt.Param(name="day", value=types.OptionalType(item=types.DateType()), required=False),
    irt.Param(name="maybe", value=types.OptionalType(item=types.IntType()), required=False),
    irt.Param(name="texts", value=types.ListType(item=types.StrType(), high=2), required=False, default=["x"]),
    irt.Param(
        name="range",
        value=types.RecordType(
            fields=(
                types.RecordField(name="by", value=types.StrType()),
                types.RecordField(name="most", value=types.FloatType(), absent=True),
            )
        ),
        required=False,
    ),
)


def _echo(name: str, params: tuple[irt.Param, ...]) -> irt.Tool:
    """A tool that returns its arguments."""
    return irt.Tool(
        name=name,
        origin=name,
        doc="Doc.",
        params=params,
        result=types.ListType(item=types.StrType()),
        body=(ir.Return(value=ir.ListOf(items=tuple(ir.Var(name=p.name) for p in params))),),
    )


SHORT = tuple(p for p in PARAMS if p.name in ("text", "whole", "number", "flag", "word", "maybe"))
TOOLS = {
    "echo": PARAMS,
    # Short scalars: whether a name may stand twice is told from how long the text is.
    "short": SHORT,
    "one": SHORT[:1],
    "all": tuple(p.model_copy(update={"required": True}) for p in SHORT),
    "given": tuple(p.model_copy(update={"required": False, "default": "a"}) for p in SHORT[:1]),
}
NAMES = [p.name for p in PARAMS]
MACHINE = Machine(irt.ToolModule(entities=(), tools=tuple(_echo(*tool) for tool in TOOLS.items())), {})

values = st.recursive(
    st.none()
    | st.booleans()
    | st.sampled_from(["a", "b:c", "ab", "", "2026-03-01", "2026-02-30", "é", ':"', '"x":1', "\ud83d\ude00"])
    | st.sampled_from([0, -0.0, 0.5, 1, 3.0, 9, 10, 2**70, 1e300, -1, 0.1])
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["by", "most", "x:"]), inner, max_size=2)
    ),
    max_leaves=4,
)
objects = st.lists(st.tuples(st.sampled_from([*NAMES, "other"]), values), max_size=4).map(
    lambda pairs: [("text", "ab"), *pairs]
)


def written(pairs: list[tuple[str, Any]], ascii_only: bool, space: str) -> str:
    """An object as text, names that stand twice included."""
    parts = (f"{json.dumps(n)}{space}:{space}{json.dumps(v, ensure_ascii=ascii_only)}" for n, v in pairs)
    return "{" + f",{space}".join(parts) + "}"


def held_together(text: str, *tools: str) -> None:
    """The quick way and the plain way say the same of *text*."""
    world = MACHINE.world()
    parsed = parse_arguments(text)
    for tool in tools or ("echo", "short"):
        params = TOOLS[tool]
        plain = MACHINE.call(world, tool, text)
        seen, code, _, _ = MACHINE.runner(tool, False)(world, text)
        assert (seen, code) == (plain.text, plain.error.code if plain.error else None)
        if isinstance(parsed, dict):
            values_ = compile_validator(params)(parsed)
            if not isinstance(values_, CallError):
                given_ = [values_[p.name] for p in params]
                assert seen == json.dumps(given_, ensure_ascii=False, separators=(",", ":"))


ALL = {"text": "ab", "whole": 1, "number": 0, "flag": True, "word": "a", "maybe": 1}


@settings(max_examples=100)
@given(st.lists(st.tuples(st.sampled_from([*ALL, ""]), st.sampled_from([0, "a", True, 1.5, None])), max_size=2))
def test_names_that_stand_twice_or_are_unknown_are_seen_in_the_shortest_texts(pairs: list[tuple[str, Any]]) -> None:
    for known, tools in ((ALL, ("all", "short")), ({"text": "ab"}, ("one", "short", "given")), ({}, ("given",))):
        held_together(written([*pairs, *known.items()], False, ""), *tools)
        held_together(written([*known.items(), *pairs], False, ""), *tools)


@settings(max_examples=400)
@given(objects, st.booleans(), st.sampled_from(["", " ", "\n\t"]))
def test_arguments_are_read_as_the_plain_way_reads_them(
    pairs: list[tuple[str, Any]], ascii_only: bool, space: str
) -> None:
    held_together(written(pairs, ascii_only, space))


@settings(max_examples=200)
@given(st.text(st.sampled_from('{}[]":,\\u0aeE+-.1d8 \x00\ntext'), max_size=24))
@example('{"text":"ab","text":"b"}')
@example('{"text" : "ab", "text":"::"}')
@example('{"text":"a","t\\u0065xt":"b"}')
@example('{"range":{"by":"a","by":"b"},"text":":"}')
@example('{"text":"\\u003a","text":"b"}')
@example('{"text":"ab","":0}')
@example('{"text":"","text":"ab"}')
@example('{"text":0,"text":"ab"}')
@example('{"":0}')
@example('{"text":"abcdefg","":0}')
@example('{"text":"\\ud800"}')
@example('{"text":"\ud800"}')
@example('{"text":"ab","number":1e999}')
@example('{"text":"ab","number":NaN}')
@example('{"text":"ab","number":-Infinity}')
@example('{"text":"ab","maybe":' + "9" * 5000 + "}")
@example('{"text":"ab","maybe":' + "9" * 3000 + "}")
@example('{"text":"ab","number":' + "9" * 400 + "}")
@example('{"text":"ab","number":0.' + "3" * 300 + "}")
@example('{"text":"ab","other":' + "[" * 80 + "]" * 80 + "}")
@example('\ufeff{"text":"ab"}')
@example('{"text":"ab"} x')
@example('"text"')
@example('["text"]')
@example("1")
@example("")
def test_odd_texts_are_refused_as_the_plain_way_refuses_them(text: str) -> None:
    held_together(text)
    held_together('{"text":"ab"' + text + "}")


@settings(max_examples=200)
@example([("a", "\ud83d\ude00")], False)
@given(st.lists(st.tuples(st.sampled_from(["a", "b", ":", "c:"]), values), max_size=4), st.booleans())
def test_a_name_that_stands_twice_is_never_overlooked(pairs: list[tuple[str, Any]], ascii_only: bool) -> None:
    text = written(pairs, ascii_only, "")
    try:
        value = read(text)
    except (TypeError, ValueError):
        return
    if len({name for name, _ in pairs}) < len(pairs):
        assert maybe_twice(text, value)


@pytest.mark.parametrize("level", ["base", "scaled"])
@pytest.mark.parametrize("name", SPECS)
def test_golden_calls_go_the_quick_way(name: str, level: str, built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = built[name].environment(level)
    taken: list[str] = []
    machine = Machine(environment.machine.module, built[name].rows)
    plain = machine.call

    def slow(world: World, tool: str, text: str) -> Observation:
        taken.append(tool)
        return plain(world, tool, text)

    monkeypatch.setattr(machine, "call", slow)
    for task in list(environment.tasks.values())[:12]:
        world = machine.world()
        wanted = Wanted(task)
        for i, step in enumerate(task.steps):
            runner = machine.runner(step.tool, machine.tools[step.tool].origin in wanted.computed)
            _, error, facts, writes = runner(world, json.dumps(step.arguments, ensure_ascii=False))
            assert error is None
            assert i in wanted.shown(facts, writes)
    # Extern functions are called the plain way.
    assert not [tool for tool in taken if not calls_extern(machine.tools[tool])]


def test_computed_facts_are_shown_where_a_task_asks_for_some(built: Built) -> None:
    computed = 0
    for name in SPECS:
        for task in built[name].level().tasks.values():
            wanted = Wanted(task)
            golden = [step.golden_fact for step in task.steps]
            assert wanted.facts == {f for f in golden if isinstance(f, CellFact | ValueFact)}
            assert [writes for _, writes in wanted.effects] == [f.writes for f in golden if isinstance(f, EffectFact)]
            computed += len(wanted.computed)
    assert computed


KINDS = {
    "whole": types.IntType(low=0, high=9),
    "kept": types.IntType(),
    "number": types.FloatType(low=-1.0, high=2.5),
    "flag": types.BoolType(),
    "text": types.StrType(low=1, high=3),
    "word": types.EnumType(members=("a", "b")),
}
WRITTEN = irt.Entity(
    name="T",
    key=("id",),
    fields=(
        irt.EntityField(name="id", value=types.StrType()),
        *(irt.EntityField(name=name, value=kind) for name, kind in KINDS.items()),
    ),
)
ROW: dict[str, Any] = {"whole": 1, "kept": -1, "number": 0.5, "flag": False, "text": "ab", "word": "a"}
WIDER = {
    "whole": types.IntType(),
    "kept": types.IntType(),
    "number": types.FloatType(),
    "flag": types.BoolType(),
    "text": types.StrType(),
    "word": types.StrType(),
}


def _set(*names: str, copied: bool = False, once: bool = False) -> irt.Tool:
    """A tool that writes the cells *names* of a row twice, the second time what it is given or another row holds.

    One that writes *once* only does that at its end.
    """
    row = ir.Find(entity="T", key=(ir.Var(name="id"),))
    other = ir.Find(entity="T", key=(ir.Const(value="y"),))

    first = ir.Update(
        entity="T",
        row=ir.Var(name="found"),
        fields=tuple(ir.Entry(name=name, value=ir.Var(name=name)) for name in names),
        name="once",
    )

    def value(name: str) -> Any:
        return ir.Cell(entity="T", row=ir.Var(name="other"), field=name) if copied else ir.Var(name=name)

    return irt.Tool(
        name="set_" + "_".join(names) + ("_as_y" if copied else "") + ("_once" if once else ""),
        origin="set",
        doc="Doc.",
        params=(
            irt.Param(name="id", value=types.StrType()),
            *(irt.Param(name=name, value=WIDER[name]) for name in names),
        ),
        fails=("Gone",),
        writes=("T",),
        result=types.RecordType(fields=tuple(types.RecordField(name=name, value=KINDS[name]) for name in names)),
        body=(
            ir.Let(name="found", value=ir.OrFail(value=row, error="Gone")),
            ir.Let(name="other", value=other),
            *(() if once else (first,)),
            ir.Update(
                entity="T",
                row=ir.Var(name="found"),
                fields=tuple(ir.Entry(name=name, value=value(name)) for name in names),
                name="twice",
            ),
            ir.Return(
                value=ir.RecordOf(
                    fields=tuple(
                        ir.Entry(name=n, value=ir.Cell(entity="T", row=ir.Var(name="twice"), field=n)) for n in names
                    )
                )
            ),
        ),
    )


WRITERS = irt.ToolModule(
    entities=(WRITTEN,),
    errors=(irt.DeclaredError(name="Gone", message=ir.Const(value="It is gone.")),),
    tools=tuple(
        _set(*names, copied=copied, once=once)
        for names in (*((name,) for name in KINDS), ("whole", "text"), ("number", "flag", "word"))
        for copied in (False, True)
        for once in (False, True)
    ),
)


@settings(max_examples=150)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(WRITERS.tools),
            st.sampled_from(["x", "y", "z"]),
            st.fixed_dictionaries(
                {
                    "whole": st.integers(-1, 10),
                    "kept": st.sampled_from([0, -(2**63) - 1, 2**70, 3 - 2**63]),
                    "number": st.sampled_from([0.0, -0.0, 0.5, 1.0, 2.5, 2.6, -1.5, 1e300]),
                    "flag": st.booleans(),
                    "text": st.sampled_from(["", "a", "abc", 'a"\u00e9', "abcd"]),
                    "word": st.sampled_from(["a", "b", "c"]),
                }
            ),
        ),
        max_size=6,
    )
)
def test_updates_are_held_to_their_fields(calls: list[tuple[irt.Tool, str, dict[str, Any]]]) -> None:
    pair = Pair(WRITERS, {"T": [{"id": key, **ROW} for key in "xy"]})
    for tool, key, cells in calls:
        pair.call(tool.name, {"id": key, **{p.name: cells[p.name] for p in tool.params[1:]}})
    pair.compare_quick()


@pytest.mark.parametrize("tool", ["set_whole_text", "set_whole_text_once"])
def test_updates_of_plain_cells_are_made_quickly(tool: str, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(WRITERS, {"T": [{"id": "x", **ROW}, {"id": "y", **ROW}]})
    runner, world = machine.runner(tool, False), machine.world()
    monkeypatch.setattr(machine, "call", None)
    text, error, facts, writes = runner(world, '{"id":"x","whole":4,"text":"new"}')
    assert (text, error) == ('{"whole":4,"text":"new"}', None)
    assert [*facts] == [{CellFact("T", '"x"', "whole"), CellFact("T", '"x"', "text")}]
    assert write_texts(writes) == {'["update","T","x",{"text":"new","whole":4}]'}


def test_a_row_that_nobody_asks_for_is_not_made() -> None:
    machine = Machine(WRITERS, {"T": [{"id": "x", **ROW}, {"id": "y", **ROW}]})
    runner, world = machine.runner("set_whole_text_once", False), machine.world()
    assert runner(world, '{"id":"x","whole":4,"text":"ab"}')[0] == '{"whole":4,"text":"ab"}'
    assert isinstance(world.T._rows._changed["x"], tuple)
    assert [change.after for change in world.changes()] == [{"whole": 4}]
    assert isinstance(world.T._rows._changed["x"], TracedRow)
    assert runner(world, '{"id":"x","whole":5,"text":"ab"}')[0] == '{"whole":5,"text":"ab"}'
    assert isinstance(world.T._rows._changed["x"], TracedRow)
    assert [change.after for change in world.changes()] == [{"whole": 5}]
    assert runner(world, '{"id":"x","whole":1,"text":"ab"}')[3] == (("update", "T", "x", {"whole": 1}),)
    assert world.changes() == []


def test_what_is_written_once_is_not_seen_in_snapshots_and_forks() -> None:
    machine = Machine(WRITERS, {"T": [{"id": "x", **ROW}, {"id": "y", **ROW}]})
    runner, world = machine.runner("set_whole_once", False), machine.world()
    assert runner(world, '{"id":"x","whole":4}')[0] == '{"whole":4}'
    before, forked = world.snapshot(), world.fork()
    assert runner(world, '{"id":"x","whole":5}')[0] == '{"whole":5}'
    assert [change.after for change in forked.changes()] == [{"whole": 4}]
    assert [change.after for change in world.changes()] == [{"whole": 5}]
    assert runner(world, '{"id":"x","whole":5}')[3] == ()
    world.restore(before)
    assert world.digest() == forked.digest()
