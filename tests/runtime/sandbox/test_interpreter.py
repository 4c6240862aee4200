"""Where processes cannot be confined, pydantic-monty gives what a confined child gives, or refuses with the reason."""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolwright.runtime.environment import Environment
from toolwright.runtime.errors import ErrorCode
from toolwright.runtime.sandbox import shared
from toolwright.runtime.sandbox.interpreter.pool import Interpreter
from toolwright.runtime.sandbox.interpreter.selftest import self_test
from toolwright.runtime.sandbox.isolation import Isolation, serving
from toolwright.runtime.sandbox.package import (
    MAX_ANSWER,
    TOO_LARGE,
    Answered,
    Failed,
    Function,
    Outcome,
    Package,
    SandboxUnavailableError,
)
from toolwright.runtime.sandbox.pool import Sandbox
from toolwright.runtime.sandbox.selftest import SelfTest
from toolwright.runtime.sandbox.shared import sandbox_for

from ...conftest import Built
from .attacks import BODIES, HEAD, ON_THE_CHANNEL

_SECONDS = 0.1
EVERYTHING = {**BODIES, **ON_THE_CHANNEL}
HONEST = {
    "echo": "return x",
    "pair": "return (x, [x], {'x': x})",
    "add": "return x + x",
    "kind": "return str(type(x))",
    "less": "return x - 1",
    "halves": "return [x / 2, x // 2, x % 3, -x // 7, x * 0.1]",
    "shown": "return [str(x), repr(x), f'{x!r:>9}', f'{x}']",
    "money": "return [f'{x:.2f}', f'{x:,}', f'{x:e}', f'{x:>12}', round(x, 1)]",
    "roots": "return [math.sqrt(abs(x)), math.sin(x), math.floor(x), math.atan2(x, 2)]",
    "words": "return [x.upper(), x.split(), x.strip().title(), x[::-1], x.replace('a', 'b')]",
    "ordered": "return sorted(x, key=lambda each: (str(each), 1), reverse=True)",
    "counted": """
    found = {}
    for each in x:
        found[str(each)] = found.get(str(each), 0) + 1
    return found""",
    "loops": """
    total = 0
    while total < 9:
        total += 2
    else:
        return [total, x]""",
    "caught": """
    try:
        return x[0]
    except (TypeError, IndexError, KeyError) as problem:
        return str(type(problem))""",
    "gone": "return undefined",
    "twice": "seen.append(x)\n    return len(seen)",
    "text": "return json.dumps(x, sort_keys=True)",
    "matched": "return [re.findall('[a-z]+', x), re.sub('[0-9]', '#', x), bool(re.search('^a', x))]",
    "exact": "return str(decimal.Decimal(str(x)) / 3)",
    "after": "return (datetime.date(2024, 2, 28) + datetime.timedelta(days=x % 1000)).isoformat()",
}
HONEST = {name: f"seen = []\ndef {name}(x):\n    {inside}\n" for name, inside in HONEST.items()}
MODULES = {"roots": "math", "text": "json", "matched": "re", "exact": "decimal", "after": "datetime"}


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[Sandbox, Interpreter]]:
    """The honest functions, in confined processes and in the interpreter."""
    modules = {name: (MODULES[name],) if name in MODULES else () for name in HONEST}
    package = Package(tuple(Function(name, code, modules[name]) for name, code in HONEST.items()))
    sandbox = Sandbox(package)
    yield sandbox, Interpreter(package)
    sandbox.close()


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that cannot confine processes."""
    refused = SelfTest(False, "the sandbox needs Linux, and this is darwin", (), ())
    monkeypatch.setattr("toolwright.runtime.sandbox.selftest.proved", lambda: refused)


def _alone(code: str, *modules: str, name: str = "f") -> Interpreter:
    return Interpreter(Package((Function(name, code, modules, 10),)), _SECONDS)


def test_it_holds_here() -> None:
    found = self_test()
    assert [check for check in found.checks if not check.held] == []
    assert found.holds
    assert len(found.checks) >= 18


def _as_told(outcome: Outcome) -> Any:
    """What an outcome is to a model: a value, or a code."""
    return outcome.value if isinstance(outcome, Answered) else outcome.code


TEXTS = st.text(st.characters(max_codepoint=0x2FF), max_size=12)
NUMBERS = st.integers(-(2**70), 2**70) | st.floats(-1e9, 1e9) | st.integers(-9, 9)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60)
@given(function=st.sampled_from(sorted(HONEST)), value=VALUES)
def test_it_gives_what_a_confined_child_gives(both: tuple[Sandbox, Interpreter], function: str, value: Any) -> None:
    confined, interpreted = ((each.session().call(function, [value])) for each in both)
    assert json.dumps(_as_told(interpreted)) == json.dumps(_as_told(confined))


@pytest.mark.parametrize("attack", EVERYTHING)
def test_hostile_bodies_get_nothing(attack: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST_SECRET", "ENV-SECRET")
    (tmp_path / "secret").write_text("FILE-SECRET")
    code = HEAD + EVERYTHING[attack]
    for mark, value in (("@DIR@", str(tmp_path)), ("@PORT@", "9"), ("@ABS@", "none"), ("@TAG@", tmp_path.name)):
        code = code.replace(mark, value)
    functions = (Function("evil", code.replace("@HOSTPID@", str(os.getpid())), (), 10), Function("benign", HEAD, ()))
    interpreter = Interpreter(Package(functions), _SECONDS)
    started, dumps = time.monotonic(), json.dumps
    outcome = interpreter.call("evil", [])
    assert time.monotonic() - started < 5
    if isinstance(outcome, Answered):
        assert "SECRET" not in dumps(outcome.value)
        assert len(dumps(outcome.value)) <= MAX_ANSWER
    assert interpreter.call("benign", [2, 3]) == Answered(5)
    assert json.dumps is dumps
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]
    assert not Path(f"/dev/shm/{tmp_path.name}_evil").exists()


@pytest.mark.parametrize(
    ("inside", "code", "reason"),
    [
        ("1 // 0", ErrorCode.INTERNAL, "line 2: ZeroDivisionError"),
        ("{1, 2}", ErrorCode.INTERNAL, "not JSON serializable"),
        ("1e999", ErrorCode.INTERNAL, "Out of range float"),
        ("f()", ErrorCode.RESOURCE_LIMIT, "RecursionError"),
        ("[0] * 10 ** 10", ErrorCode.RESOURCE_LIMIT, "MemoryError"),
        ("[0] * 50_000", ErrorCode.RESOURCE_LIMIT, "more than 65536 bytes"),
        ("'\\u20ac' * 30_000", ErrorCode.RESOURCE_LIMIT, "more than 65536 bytes"),
        ("endless()", ErrorCode.TIMEOUT, "used up its time"),
    ],
)
def test_calls_end_as_they_do_in_a_confined_child(inside: str, code: ErrorCode, reason: str) -> None:
    text = f"def f():\n    return {inside}\ndef endless():\n    while True:\n        pass\n"
    interpreted = _alone(text).call("f", [])
    sandbox = Sandbox(Package((Function("f", text),)))
    confined = sandbox.session().call("f", [])
    sandbox.close()
    assert isinstance(interpreted, Failed)
    assert isinstance(confined, Failed)
    assert (interpreted.code, confined.code) == (code, code)
    assert reason in interpreted.reason
    assert reason in confined.reason


def test_an_error_of_the_body_is_no_time_limit() -> None:
    raised = _alone("def f():\n    raise TimeoutError('feed time limit exceeded')\n").call("f", [])
    assert raised == Failed(ErrorCode.INTERNAL, "line 2: TimeoutError: feed time limit exceeded")


def test_arguments_that_are_too_large_are_not_sent() -> None:
    assert _alone("def f(x):\n    return 1\n").call("f", ["x" * (4 << 20)]) == TOO_LARGE


@pytest.mark.parametrize(
    ("code", "modules", "why"),
    [
        ("def f(x):\n    yield x\n", (), "does not yet support yield expressions"),
        ("def f(x):\n    del x\n    return 1\n", (), "does not yet support the 'del' statement"),
        ("def f(x):\n    return statistics.mean(x)\n", ("math", "statistics"), "there is no module `statistics`"),
        ("import struct\ndef f(x):\n    return 1\n", (), "there is no module `struct`"),
        ("def f(x):\n    return x.translate({})\n", (), "there is no `.translate`"),
        ("def f(x):\n    return sorted(x, key=str.lower)\n", (), "there is no `str.lower`"),
        ("def f(x):\n    d = {}\n    return sorted(x, key=d.get)\n", (), "there is no `.get` that is not called"),
        ("def f(x):\n    return callable(x)\n", (), "there is no `callable`"),
        ("def f(x):\n    return functools.cmp_to_key(x)\n", ("functools",), "there is no `functools.cmp_to_key`"),
        ("def f(x):\n    return datetime.date.fromisoformat(x).ctime()\n", ("datetime",), "there is no `.ctime`"),
        ("def f(x):\n    return '\\ud800'\n", (), "half a character"),
        ("def f(:\n", (), "Expected"),
    ],
)
def test_what_does_not_fit_is_told_before_it_is_called(code: str, modules: tuple[str, ...], why: str) -> None:
    assert why in _alone(code, *modules).misfits()["f"]


@pytest.mark.parametrize("name", HONEST)
def test_what_fits_is_not_refused(name: str) -> None:
    code = HONEST[name]
    assert _alone(code, *((MODULES[name],) if name in MODULES else ()), name=name).misfits() == {}


def test_a_name_of_its_own_is_no_builtin() -> None:
    assert _alone("def callable(x):\n    return x\ndef f(vars):\n    return callable(vars)\n").misfits() == {}


def test_threads_call_beside_each_other_and_a_fork_is_told_that_it_cannot() -> None:
    interpreter = _alone("def f(x):\n    return x * 2\n")
    found: dict[int, Outcome] = {}
    threads = [threading.Thread(target=lambda n=n: found.update({n: interpreter.call("f", [n])})) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {n: Answered(n * 2) for n in range(12)}
    fork = os.fork()
    if fork == 0:
        try:
            interpreter.call("f", [4])
        except SandboxUnavailableError:
            os._exit(7)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1]) == 7
    assert interpreter.call("f", [5]) == Answered(10)


@pytest.mark.usefixtures("elsewhere")
def test_it_serves_where_processes_cannot_be_confined_and_says_so_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "_kept", {})
    shared._announce.cache_clear()
    assert serving().isolation is Isolation.INTERPRETER
    with caplog.at_level(logging.WARNING):
        for number in range(2):
            sandbox = sandbox_for(Package((Function("f", f"def f():\n    return {number}\n"),)))
            assert sandbox.session().call("f", []) == Answered(number)
    told = "extern functions run in pydantic-monty, which knows a part of Python, since the sandbox needs Linux, and"
    assert [record.message for record in caplog.records] == [f"{told} this is darwin"]
    with pytest.raises(SandboxUnavailableError, match="darwin; and in pydantic-monty does not yet support yield"):
        sandbox_for(Package((Function("f", "def f():\n    yield 1\n"),)))


@pytest.mark.usefixtures("elsewhere")
def test_a_bundle_is_played_and_its_trajectories_say_by_what(built: Built) -> None:
    bundle = built["flight_distances"]
    environment = Environment(bundle, "base")
    assert environment.isolation is Isolation.INTERPRETER
    assert environment.marks == {"isolation": "pydantic-monty"}
    task = next(iter(environment.tasks.values()))
    episode = environment.reset(task.id)
    for step in task.steps:
        episode.call(step.tool, step.arguments)
    assert episode.score().solved == len(task.steps)
    pooled = Environment(bundle, "base", pooled=True).reset(task.id)
    for step in task.steps:
        pooled.call(step.tool, step.arguments)
    assert pooled.messages == episode.messages
