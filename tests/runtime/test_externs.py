"""Extern functions: both meanings call one sandbox, results are held to their types, bundles cannot ask for more."""

from __future__ import annotations

import gc
import json
import os
import signal
from collections.abc import Sequence
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from toolwright.dsl.checking.extern import IMPORTS, MAX_CODE
from toolwright.runtime.bundle_files import BundleError
from toolwright.runtime.environment import Environment
from toolwright.runtime.errors import ErrorCode
from toolwright.runtime.externs import ExternError, as_taken_for_granted
from toolwright.runtime.facts import ValueFact
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir import types as irtypes
from toolwright.runtime.ir.cost.sizes import Usual, size_of
from toolwright.runtime.ir.parts import Part
from toolwright.runtime.ir.tools import MAX_EXTERN_CODE, Extern, Function, Importable, Param, Tool, ToolModule
from toolwright.runtime.ir.verify import problems
from toolwright.runtime.machine import Machine
from toolwright.runtime.python import BUILTINS
from toolwright.runtime.reference import Evaluator
from toolwright.runtime.sandbox.package import SandboxUnavailableError
from toolwright.runtime.sandbox.pooled import RemembersError
from toolwright.runtime.sandbox.selftest import SelfTest
from toolwright.runtime.where import Where

from ..conftest import Built

INT, FLOAT, TEXT = irtypes.IntType(), irtypes.FloatType(), irtypes.StrType()
LIST = irtypes.ListType(item=INT)
_LIMIT = st.none() | st.integers(1, 50)
TYPES: st.SearchStrategy[Any] = st.recursive(
    st.builds(irtypes.StrType, high=_LIMIT)
    | st.builds(irtypes.IntType, low=st.none() | st.integers(-9, 0), high=_LIMIT)
    | st.sampled_from((FLOAT, irtypes.BoolType(), irtypes.DateType(), irtypes.EnumType(members=("a", "b")))),
    lambda inner: (
        st.builds(irtypes.ListType, item=inner, high=_LIMIT)
        | st.builds(irtypes.MapType, key=st.builds(irtypes.StrType, high=_LIMIT), value=inner, high=_LIMIT)
        | st.builds(irtypes.OptionalType, item=inner)
        | st.builds(lambda part: irtypes.RecordType(fields=(irtypes.RecordField(name="x", value=part),)), inner)
    ),
    max_leaves=4,
)
"""Types that a result may have."""


def module(code: str, params: Sequence[tuple[str, Any]], result: Any, **settings: Any) -> ToolModule:
    """A tool that gives what the extern function `f` gives for its arguments."""
    taken = tuple(Param(name=name, value=type_, doc="A value.") for name, type_ in params)
    body = ir.ApplyExtern(function="f", arguments=tuple(ir.Var(name=name) for name, _ in params))
    tool = Tool(name="t", origin="t", doc="A tool.", params=taken, result=result, body=(ir.Return(value=body),))
    made = ToolModule(
        entities=(), externs=(Extern(name="f", params=taken, result=result, code=code, **settings),), tools=(tool,)
    )
    assert problems(made, BUILTINS) == []
    return made


@pytest.mark.parametrize("number", [2, 0])
def test_where_tells_failures_of_the_function_from_those_behind_it(number: int) -> None:
    made = module("def f(x):\n    return 12 // x\n", [("x", INT)], INT)
    found = ir.Let(name="found", value=ir.ApplyExtern(function="f", arguments=(ir.Var(name="x"),)))
    less = ir.Binary(operator="sub", left=ir.Var(name="found"), right=ir.Const(value=6))
    end = ir.Return(value=ir.Binary(operator="floordiv", left=ir.Const(value=1), right=less))
    made = made.model_copy(update={"tools": (made.tools[0].model_copy(update={"body": (found, end)}),)})
    machine = Machine(made, {})
    parts = Where(machine).fails(machine.world(), "t", json.dumps({"x": number}))
    assert parts[-1] == Part("tool", "t", (1 if number else 0,))


def seen(made: ToolModule, arguments: str) -> Any:
    machine = Machine(made, {})
    return machine.call(machine.world(), "t", arguments, pristine=True)


@pytest.mark.parametrize(
    ("code", "params", "result", "arguments", "text"),
    [
        ("def f(x):\n    return x + 1\n", [("x", INT)], INT, '{"x": 2}', "3"),
        ("def f(x):\n    return 3\n", [("x", FLOAT)], FLOAT, '{"x": 2}', "3.0"),
        ("def f(x):\n    return str(type(x))\n", [("x", FLOAT)], TEXT, '{"x": 2}', "\"<class 'float'>\""),
        ("def f(x):\n    return sorted(x)\n", [("x", LIST)], LIST, '{"x": [3, 1, 2]}', "[1,2,3]"),
        ("def f(x):\n    return tuple(x)\n", [("x", LIST)], LIST, '{"x": []}', "[]"),
        ("def f():\n    return '\\u00e4'\n", [], TEXT, "{}", '"ä"'),
        ("def f():\n    return None\n", [], irtypes.OptionalType(item=INT), "{}", "null"),
    ],
)
def test_both_meanings_give_what_the_function_gives(
    code: str, params: list[tuple[str, Any]], result: Any, arguments: str, text: str
) -> None:
    made = module(code, params, result)
    machine = Machine(made, {})
    found = machine.call(machine.world(), "t", arguments)
    assert (found.text, found.error) == (text, None)
    values = machine.validate("t", json.loads(arguments))
    assert isinstance(values, dict)
    outcome = Evaluator(made, {}).call("t", values)
    assert outcome.value == found.result
    assert outcome.facts == found.receipt.facts


def test_results_are_as_large_as_their_type_says_or_as_bounds_take_for_granted() -> None:
    longer = irtypes.ListType(item=irtypes.StrType(high=2000), high=1200)
    code = "def f(x):\n    return ['y' * 2000] + ['z'] * x\n"
    made = module(code, [("x", INT)], longer)
    assert len(seen(made, '{"x": 1199}').result) == 1200
    refused = seen(made, '{"x": 1200}')
    assert refused.error is not None
    assert refused.error.code == ErrorCode.INTERNAL


@given(TYPES)
def test_bounds_hold_for_every_value_that_a_result_may_be(type_: Any) -> None:
    """With the limits that are enforced, nothing is taken for granted any more."""
    limited = as_taken_for_granted(type_)
    assert size_of(limited, Usual(items=10**6, characters=10**6, digits=4000)) == size_of(limited, Usual())
    assert as_taken_for_granted(limited) == limited


def test_what_it_gives_is_a_computed_value_of_the_call() -> None:
    found = seen(module("def f(x):\n    return [x, x]\n", [("x", INT)], LIST), '{"x": 4}')
    assert found.receipt.facts == {ValueFact("t", '{"x":4}', path) for path in ("", "/0", "/1")}


@pytest.mark.parametrize(
    ("code", "result", "error", "detail"),
    [
        ("def f():\n    return 1 // 0\n", INT, ErrorCode.INTERNAL, "`f`: line 2: ZeroDivisionError"),
        ("def f():\n    raise ValueError('no such street')\n", INT, ErrorCode.INTERNAL, "no such street"),
        ("def f():\n    return '7'\n", INT, ErrorCode.INTERNAL, "`f` gives another value than it declares"),
        ("def f():\n    return True\n", INT, ErrorCode.INTERNAL, "`f` gives another value than it declares"),
        ("def f():\n    return None\n", INT, ErrorCode.INTERNAL, "`f` gives another value than it declares"),
        ("def f():\n    return {1, 2}\n", LIST, ErrorCode.INTERNAL, "not JSON serializable"),
        ("def f():\n    return 1e999\n", FLOAT, ErrorCode.INTERNAL, "Out of range float"),
        ("def f():\n    return [0] * 50_000\n", LIST, ErrorCode.RESOURCE_LIMIT, "more than 65536 bytes"),
        ("def f():\n    return [0] * 1001\n", LIST, ErrorCode.RESOURCE_LIMIT, "than a type without limits stands for"),
        ("def f():\n    return 'x' * 1001\n", TEXT, ErrorCode.RESOURCE_LIMIT, "at most 1000 characters"),
        ("def f():\n    return 10 ** 21\n", INT, ErrorCode.RESOURCE_LIMIT, "declare a limit"),
        ("def f():\n    return [0] * 1001 + ['x']\n", LIST, ErrorCode.INTERNAL, "another value than it declares"),
        ("def f():\n    return [0] * 10 ** 10\n", LIST, ErrorCode.RESOURCE_LIMIT, "MemoryError"),
        ("def f():\n    while True:\n        pass\n", INT, ErrorCode.TIMEOUT, "used up its time"),
        ("def g():\n    return 1\n", INT, ErrorCode.INTERNAL, "KeyError: 'f'"),
    ],
)
def test_a_failure_is_data_and_its_reason_is_for_the_author(code: str, result: Any, error: str, detail: str) -> None:
    made = module(code, [], result, timeout_ms=30)
    found = seen(made, "{}")
    assert found.error is not None
    assert found.error.code == error
    assert detail in found.error.detail
    assert "nothing was changed" in found.text
    assert detail not in found.text
    with pytest.raises(ExternError) as raised:
        Evaluator(made, {}).call("t", {})
    assert raised.value.code == error


def test_a_world_keeps_its_process_and_two_worlds_share_none() -> None:
    made = module("seen = []\ndef f():\n    seen.append(1)\n    return len(seen)\n", [], INT)
    machine = Machine(made, {})
    worlds: list[Any] = [machine.world(), machine.world()]
    assert [machine.call(world, "t", "{}").text for world in (*worlds, *worlds)] == ["1"] * 4
    pids = [world.session.pid for world in worlds]
    assert None not in pids
    assert len({*pids}) == 2
    child = pids[0]
    del worlds[0]
    gc.collect()
    assert machine.call(worlds[0], "t", "{}").text == "1"
    os.kill(worlds[0].session.pid, signal.SIGKILL)
    assert machine.call(worlds[0], "t", "{}").text == "1"
    assert worlds[0].session.pid not in (child, pids[1])


def test_what_ran_in_the_sandbox_is_not_remembered_by_the_machine() -> None:
    made = module("def f():\n    return 1\n", [], INT)
    machine = Machine(made, {})
    machine.call(machine.world(), "t", "{}", pristine=True)
    assert machine._cache == {}


# ------------------------------------------------------------------ what a bundle may say


def _extern(**changes: Any) -> dict[str, Any]:
    return {"name": "f", "params": [], "result": {"type": "int"}, "code": "def f():\n    return 1\n", **changes}


@pytest.mark.parametrize(
    "changes",
    [
        {"imports": ["os"]},
        {"imports": ["math.evil"]},
        {"timeout_ms": 0},
        {"timeout_ms": 10_001},
        {"timeout_ms": 1.5},
        {"code": "#" * (MAX_EXTERN_CODE + 1)},
        {"name": "../f"},
        {"name": "f.g"},
        {"more": 1},
    ],
)
def test_a_bundle_cannot_ask_for_more(changes: dict[str, Any]) -> None:
    Extern.model_validate(_extern())
    with pytest.raises(ValidationError):
        Extern.model_validate(_extern(**changes))


def test_calls_of_extern_functions_stand_in_tools_only_and_fit() -> None:
    made = module("def f(x):\n    return x\n", [("x", INT)], INT)
    call = ir.ApplyExtern(function="f", arguments=(ir.Const(value=1),))

    def found(**changes: Any) -> list[str]:
        return problems(made.model_copy(update=changes), BUILTINS)

    assert "can be called here" in found(functions=(Function(name="g", params=(), value=call),))[0]
    tool = made.tools[0]
    for arguments in ((), (ir.Const(value=1), ir.Const(value=1))):
        body = (ir.Return(value=ir.ApplyExtern(function="f", arguments=arguments)),)
        assert "can be called here" in found(tools=(tool.model_copy(update={"body": body}),))[0]
    body = (ir.Return(value=ir.ApplyExtern(function="f", arguments=(ir.Const(value="x"),))),)
    assert "f.x" in found(tools=(tool.model_copy(update={"body": body}),))[0]
    row = made.externs[0].model_copy(update={"result": irtypes.RowType(entity="T")})
    assert "plain values" in found(externs=(row,))[0]
    assert "two declarations are called f" in found(externs=(*made.externs, *made.externs))[0]


def test_the_language_and_the_intermediate_form_allow_the_same() -> None:
    assert get_args(Importable) == IMPORTS
    assert MAX_EXTERN_CODE == MAX_CODE


def test_pooled_episodes_share_a_process_and_give_the_same(built: Built) -> None:
    bundle = built["flight_distances"]
    own, shared = bundle.environment(), bundle.environment(pooled=True)
    for task in list(own.tasks.values())[:3]:
        seen = []
        for environment in (own, shared):
            episode, world = environment.reset(task.id), environment.machine.world()
            for step in task.steps:
                text = json.dumps(step.arguments)
                said = episode.call(step.tool, text)
                assert environment.machine.call(world, step.tool, text).text == said
                seen.append((environment, said))
            assert hasattr(world, "session") == (environment is own)
        assert [said for e, said in seen if e is own] == [said for e, said in seen if e is shared]


def test_what_may_keep_something_is_not_pooled() -> None:
    made = module("seen = []\ndef f():\n    seen.append(1)\n    return len(seen)\n", [], INT)
    with pytest.raises(RemembersError, match="`f` may keep something"):
        Machine(made, {}, pooled=True)


def test_a_bundle_with_extern_functions_is_refused_where_the_sandbox_does_not_hold(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = built["flight_distances"]
    refused = SelfTest(False, "the confinement does not hold here: fork", (), ())
    monkeypatch.setattr("toolwright.runtime.sandbox.selftest.proved", lambda: refused)
    monkeypatch.setattr("toolwright.runtime.sandbox.interpreter.selftest.proved", lambda: refused)
    with pytest.raises(BundleError, match="cannot be run here: the confinement does not hold here: fork"):
        Environment(bundle, "base")


def test_a_turn_whose_calls_cannot_all_be_run_was_not_taken(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = built["flight_distances"].environment()
    steps = next(task for task in environment.tasks.values() if len(task.steps) > 2).steps
    episode = environment.reset(next(task.id for task in environment.tasks.values() if task.steps == steps))
    turn = {
        "role": "assistant",
        "content": "",
        "tool_calls": [
            {
                "id": f"call_{index}",
                "type": "function",
                "function": {"name": step.tool, "arguments": json.dumps(step.arguments)},
            }
            for index, step in enumerate(steps)
        ],
    }
    before = (list(episode.messages), episode.score())
    with monkeypatch.context() as context:

        def unavailable(*_: Any) -> Any:
            raise SandboxUnavailableError("no further process can be started")

        context.setattr("toolwright.runtime.externs.Externs.call", unavailable)
        with pytest.raises(SandboxUnavailableError):
            episode.act(turn)
    assert (episode.messages, episode.score()) == before
    episode.act(turn)
    assert episode.score().solved == len(steps)
    assert len(episode.messages) == len(before[0]) + 1 + len(steps)
