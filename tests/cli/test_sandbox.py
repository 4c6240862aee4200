"""`toolwright sandbox`."""

from __future__ import annotations

import json

import pytest

from toolwright.cli import run
from toolwright.runtime.sandbox.selftest import SelfTest


def test_it_says_that_the_sandbox_holds_and_what_was_tried(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sandbox"]) == 0
    said = capsys.readouterr().out
    assert said.endswith("The sandbox holds here.\n")
    assert "held    open a socket" in said


def test_a_program_reads_json_and_the_exit_code_says_where_it_does_not_hold(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = SelfTest(False, "the sandbox needs Linux, and this is darwin", (), (("system", "darwin arm64"),))
    missing = SelfTest(False, "pydantic-monty is not installed", (), ())
    monkeypatch.setattr("toolwright.runtime.sandbox.selftest.self_test", lambda: refused)
    monkeypatch.setattr("toolwright.runtime.sandbox.interpreter.selftest.self_test", lambda: missing)
    assert run(["sandbox", "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {
        "checks": [],
        "facts": {"system": "darwin arm64"},
        "holds": False,
        "interpreter": {"checks": [], "facts": {}, "holds": False, "reason": "pydantic-monty is not installed"},
        "isolation": None,
        "reason": "the sandbox needs Linux, and this is darwin",
    }
    assert run(["sandbox"]) == 1
    reason = "the sandbox needs Linux, and this is darwin; and pydantic-monty is not installed"
    assert capsys.readouterr().out.splitlines()[-1] == f"No extern function is run here: {reason}."


def test_it_says_that_an_interpreter_stands_in(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = SelfTest(False, "the sandbox needs Linux, and this is darwin", (), ())
    monkeypatch.setattr("toolwright.runtime.sandbox.selftest.self_test", lambda: refused)
    assert run(["sandbox"]) == 1
    said = capsys.readouterr().out
    assert "interpreter   pydantic-monty 1." in said
    assert "held    run a program through subprocess" in said
    assert said.endswith(
        "Extern functions that fit pydantic-monty are run by it: the sandbox needs Linux, and this is darwin.\n"
    )
