"""The self-test proves the confinement, and a sandbox is given to nobody where it does not hold."""

from __future__ import annotations

import sys

import pytest

from toolwright.runtime.sandbox import selftest
from toolwright.runtime.sandbox.interpreter import selftest as interpreter_selftest
from toolwright.runtime.sandbox.isolation import Serving, serving
from toolwright.runtime.sandbox.isolation import refused as refused_functions
from toolwright.runtime.sandbox.launch import Confinement
from toolwright.runtime.sandbox.package import Answered, Function, Package, SandboxUnavailableError
from toolwright.runtime.sandbox.pool import Sandbox
from toolwright.runtime.sandbox.selftest import SelfTest, self_test
from toolwright.runtime.sandbox.shared import MAX_SANDBOXES, sandbox_for


def _package(number: int = 0) -> Package:
    return Package((Function("one", f"def one():\n    return {number}\n"),))


@pytest.fixture(scope="module")
def found() -> SelfTest:
    return self_test()


def test_it_holds_here(found: SelfTest) -> None:
    assert [check for check in found.checks if not check.held] == []
    assert found.holds
    assert found.reason == ""
    assert len(found.checks) >= 18


def test_without_landlock_the_filter_alone_holds() -> None:
    assert self_test(Confinement(landlock=False)).holds


def test_without_the_filter_it_does_not_hold_and_says_what_got_through() -> None:
    found = self_test(Confinement(filter=False))
    assert not found.holds
    assert "open a socket, fork" in found.reason
    assert {check.name for check in found.checks if check.held} >= {"an endless loop", "an honest call"}


def test_where_it_does_not_hold_no_sandbox_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = SelfTest(False, "the confinement does not hold here: fork", (), ())
    missing = SelfTest(False, "pydantic-monty is not installed", (), ())
    monkeypatch.setattr(selftest, "proved", lambda: refused)
    monkeypatch.setattr(interpreter_selftest, "proved", lambda: missing)
    reason = "the confinement does not hold here: fork; and pydantic-monty is not installed"
    with pytest.raises(SandboxUnavailableError, match=reason):
        sandbox_for(_package())
    assert serving() == Serving(None, reason)
    assert refused_functions(_package().functions) == {"one": reason}


def test_other_systems_are_refused_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert self_test().reason == "the sandbox needs Linux, and this is darwin"
    with pytest.raises(SandboxUnavailableError, match="needs Linux"):
        Sandbox(_package()).session().call("one", [])


def test_machines_without_a_table_of_calls_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from toolwright.runtime.sandbox.inside import seccomp

    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(seccomp.UnknownMachineError, match="riscv64"):
        seccomp.filter_program(40, 41)


def test_both_tables_make_a_filter_of_the_same_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    from toolwright.runtime.sandbox.inside import seccomp

    made = {}
    for machine in ("x86_64", "aarch64"):
        monkeypatch.setattr("platform.machine", lambda machine=machine: str(machine))
        made[machine] = seccomp.filter_program(40, 41)
    assert all(len(program) % 8 == 0 and len(program) // 8 < 256 for program in made.values())
    assert made["x86_64"] != made["aarch64"]
    for numbers in zip(*seccomp._CALLS.values(), strict=True):
        known = [number for number in numbers if number is not None]
        assert len(set(known)) == len(known)


def test_a_package_has_one_sandbox_and_few_are_kept() -> None:
    first = sandbox_for(_package())
    assert sandbox_for(_package()) is first
    assert first.session().call("one", []) == Answered(0)
    others = [sandbox_for(_package(number)) for number in range(1, MAX_SANDBOXES + 1)]
    assert sandbox_for(_package()) is not first
    assert first.session().call("one", []) == Answered(0)
    for sandbox in (first, *others):
        sandbox.close()


def test_a_package_that_is_no_python_is_refused_with_the_reason() -> None:
    with pytest.raises(SandboxUnavailableError, match="SyntaxError"):
        Sandbox(Package((Function("f", "def f(:\n"),))).session().call("f", [])


def test_it_is_made_once_in_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    assert selftest.proved() is selftest.proved()
