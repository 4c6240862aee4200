"""What comes back from a child is hostile bytes until it is read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolwright.runtime.errors import ErrorCode
from toolwright.runtime.sandbox.frames import BrokenFrameError, Ids, outcomes, request
from toolwright.runtime.sandbox.inside.bodies import Body, Caller
from toolwright.runtime.sandbox.package import Answered, Failed, begins_at_once, keeps_nothing

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=40)
@given(st.lists(JSON, max_size=3))
def test_values_come_back_as_they_were_written(values: list[object]) -> None:
    payload = json.dumps(["id", [[0, value] for value in values]], ensure_ascii=False).encode()
    assert outcomes(payload, "id", len(values)) == [Answered(value) for value in values]


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(payload: bytes) -> None:
    with pytest.raises(BrokenFrameError):
        outcomes(payload, "0123456789abcdef", 1)


@pytest.mark.parametrize(
    "payload",
    [
        b'["other",[[0,1]]]',
        b'["id",[[0,1],[0,2]]]',
        b'["id",[]]',
        b'["id",[[0,1]],1]',
        b'["id",[[false,1]]]',
        b'["id",[[2,1]]]',
        b'["id",[[1,"teapot","x"]]]',
        b'["id",[[1,"timeout"]]]',
        b'["id",[[1,"timeout",7]]]',
        b'["id",[[0,NaN]]]',
        b'["id",[[0,-Infinity]]]',
        b'["id",[[0,1e999]]]',
        b'["id",[[0,"\\ud800"]]]',
        b'["id",[[0,"\xff"]]]',
        b'["id",[[0,1]]] ["id",[[0,1]]]',
        b'["id",[[0,' + b"9" * 5000 + b"]]]",
        b"[" * 60_000,
        b'{"id":[[0,1]]}',
        b"",
    ],
)
def test_what_a_child_does_not_write_is_refused(payload: bytes) -> None:
    with pytest.raises(BrokenFrameError):
        outcomes(payload, "id", 1)


def test_failures_have_known_kinds_and_short_reasons() -> None:
    payload = json.dumps(["id", [[1, "timeout", "x" * 10_000]]]).encode()
    assert outcomes(payload, "id", 1) == [Failed(ErrorCode.TIMEOUT, "x" * 600)]


def test_an_escaped_pair_of_surrogates_is_a_character() -> None:
    assert outcomes(b'["id",[[0,"\\ud83d\\ude00"]]]', "id", 1) == [Answered("\U0001f600")]
    assert outcomes(b'["id",[[0,"\\\\ud800"]]]', "id", 1) == [Answered("\\ud800")]


def test_ids_do_not_come_twice_and_frames_carry_their_length() -> None:
    ids = Ids()
    drawn = [ids.draw() for _ in range(2000)]
    assert len({*drawn}) == len(drawn)
    frame = request("id", [("f", ["ä"])], 9)
    assert int.from_bytes(frame[:4], "little") == len(frame) - 4
    assert json.loads(frame[4:]) == ["id", 9, [["f", ["ä"]]]]


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("RATE = 1.5 * 2\nNAMES = ('a', 'b')\ndef f(x):\n    y = [x]\n    y[0] = RATE\n    return y\n", True),
        ("seen = []\ndef f(x):\n    return x\n", False),
        ("seen = {}\ndef f(x):\n    return x\n", False),
        ("def f(x, seen=[]):\n    return x\n", False),
        ("def f(x):\n    global y\n    y = x\n", False),
        ("def f(x):\n    math.pi = 3\n    return x\n", False),
        ("def f(x):\n    f.seen = x\n", False),
        ("def f(x):\n    import os\n", False),
        ("def f(x):\n    return globals()\n", False),
        ("g = functools.lru_cache(len)\ndef f(x):\n    return x\n", False),
        ("print(1)\n", False),
        ("not python (", True),
    ],
)
def test_what_keeps_nothing_between_calls(code: str, wanted: bool) -> None:
    assert keeps_nothing(code) is wanted


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("RATE = -0.5\ndef f(x: int, *y: list[float]) -> dict[str, int]:\n    return 10**10**8 * x\n", True),
        ("def f(day: datetime.date):\n    return day\n", True),
        ("SIZE = 10**10**8\ndef f():\n    return SIZE\n", False),
        ("def f(x: 'a' * 10**10):\n    return x\n", False),
        ("def f(x) -> [n for n in range(10**12)]:\n    return x\n", False),
        ("def f(x: sum(range(10**12))):\n    return x\n", False),
        ("def f(x=10**10**8):\n    return x\n", False),
        ("@g\ndef f(x):\n    return x\n", False),
        ("while True:\n    pass\n", False),
        ("x: f() = 1\n", False),
        ("class A:\n    x = 1\n", False),
        ("def f(:\n", False),
    ],
)
def test_what_begins_at_once(code: str, wanted: bool) -> None:
    assert begins_at_once(code) is wanted


def test_only_what_keeps_nothing_and_begins_at_once_is_made_ready_early() -> None:
    def body(code: str, keeps_nothing: bool, begins_at_once: bool) -> Body:
        return Body("f", compile(code, "f", "exec", dont_inherit=True), (), keeps_nothing, begins_at_once)

    bodies = {
        "early": body("def f():\n    return 1\n", True, True),
        "slow": body("def f():\n    return 1\n", True, False),
        "keeping": body("def f():\n    return 1\n", False, True),
        "broken": body("def f(x: unknown):\n    return 1\n", True, True),
    }
    caller = Caller(bodies)
    caller.begin()
    assert [name for name, each in bodies.items() if each._made is not None] == ["early"]
    assert [caller.answer(name, [], 100)[:4] for name in bodies] == ["[0,1", "[0,1", "[0,1", '[1,"']
