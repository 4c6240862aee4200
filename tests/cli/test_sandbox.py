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
    monkeypatch.setattr("toolwright.runtime.sandbox.selftest.self_test", lambda: refused)
    assert run(["sandbox", "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {
        "checks": [],
        "facts": {"system": "darwin arm64"},
        "holds": False,
        "reason": "the sandbox needs Linux, and this is darwin",
    }
    assert run(["sandbox"]) == 1
    assert "No extern function is run here: the sandbox needs Linux, and this is darwin." in capsys.readouterr().out
