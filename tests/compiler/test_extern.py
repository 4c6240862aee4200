"""`extern python` from the text to a bundle that is proved, and what is said where it goes wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from toolwright.compiler.spec_tests import run_spec_tests
from toolwright.compiler.verifying import verify
from toolwright.runtime.sandbox.selftest import SelfTest

from ..conftest import Built
from .forging import resealed
from .sources import checked, compiled, shown

SPEC = """edition 1

scenario halves { title: "Halves of numbers" }

entity Thing key name {
  "A thing that weighs something."
  name: str(1..40) "What people call it",
  grams: int(0..1000) "What the scales say, in grams",
}

data Thing { | name | grams | | "cup" | 300 | | "pan" | 901 | | "urn" | 70 | }

error Unknown(thing: str) $"Nothing is called {thing}."

extern python half(x: int, places: int = 1) -> float "Half of it." { timeout_ms: 40 }
```python
def half(x, places):
    return BODY
```

tool half_weight(thing: str(1..40) "What it is called.") -> float
  fails Unknown
{
  "Half of what a thing weighs, in grams."
  let found = Thing[thing] ?? fail Unknown(thing)
  return half(found.grams)
}

task half_of {
  each t in Thing
  ask $"What is half the weight of the {t.name}, in grams?"
  step h = half_weight(thing=t.name)
    asks $"What is half of the {t.name}?"
  answer h within 0.1
}

test "defaults are filled in" {
  expect half(3) == 1.5
  expect half_weight(thing="pan") == 450.5
}
"""


def spec(body: str) -> str:
    return SPEC.replace("BODY", body)


def test_it_is_built_proved_and_held_to_its_file(built: Built) -> None:
    bundle = built["flight_distances"]
    text = bundle.files["extern/great_circle.py"]
    alone: dict[str, Any] = {}
    exec(compile(text, "great_circle.py", "exec"), alone)
    assert round(alone["great_circle"](0.0, 0.0, 0.0, 180.0)) == 20015
    assert verify(bundle) == []
    forged = resealed(bundle, {**bundle.files, "extern/great_circle.py": text + b"# harmless\n"})
    assert {finding.code for finding in verify(forged)} == {"TW0666"}


def test_tools_py_runs_the_authors_code_for_nobody(built: Built) -> None:
    text = built["flight_distances"].files["levels/base/tools.py"].decode()
    space: dict[str, Any] = {"__name__": "tools"}
    exec(compile(text, "tools.py", "exec"), space)
    assert space["EXTERNS"] == {}
    assert "asin" not in text
    with pytest.raises(KeyError, match="great_circle"):
        space["great_circle"](None, 0.0, 0.0, 0.0, 0.0)


def test_the_same_text_gives_the_same_bytes() -> None:
    first, second = (compiled(spec("round(x / 2, places)")) for _ in range(2))
    assert first.files is not None
    assert first.files == second.files


@pytest.mark.parametrize(
    ("body", "code", "reason"),
    [
        ("x // 0", "internal", "`half`: line 2: ZeroDivisionError"),
        ("'half'", "internal", "`half` gives another value than it declares"),
        ("[0] * 10 ** 10", "resource_limit", "MemoryError"),
        ("sum(i for i in range(10 ** 12))", "timeout", "used up its time"),
    ],
)
def test_the_author_hears_what_went_wrong_inside(body: str, code: str, reason: str) -> None:
    found = run_spec_tests(checked(spec(body))).diagnostics
    notes = " ".join(note for each in found for note in each.notes)
    assert code in notes
    assert reason in notes
    assert compiled(spec(body)).files is None


@pytest.mark.parametrize(
    ("body", "inside", "line"),
    [
        ("x // 0", "`half`: line 2: ZeroDivisionError: integer division or modulo by zero", "return x // 0"),
        ("[0] * 10 ** 10", "`half`: line 2: MemoryError", "return [0] * 10 ** 10"),
        ("sum(i for i in range(10 ** 12))", "`half`: it used up its time (its `timeout_ms` is 40)", None),
    ],
)
def test_a_plan_without_tests_tells_what_went_wrong_inside(body: str, inside: str, line: str | None) -> None:
    untested = checked(spec(body).split('test "defaults')[0])
    for found in (*compiled(spec(body).split('test "defaults')[0]).diagnostics, *run_spec_tests(untested).diagnostics):
        assert found.code == "TW0653"
        assert f"what went wrong inside: {inside}" in found.notes
        assert found.help == "mend the function, or keep instances that cannot be solved out of `each`"
        assert [label.span.text for label in found.labels] == ([] if line is None else [line])


def test_a_test_shows_the_line_that_raises() -> None:
    (found, *_) = run_spec_tests(checked(spec("x // 0"))).diagnostics
    assert found.code == "TW0658"
    assert [label.span.text for label in found.labels] == ["return x // 0"]


def test_where_the_sandbox_does_not_hold_nothing_is_built_and_the_place_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refused = SelfTest(False, "the confinement does not hold here: fork", (), ())
    missing = SelfTest(False, "pydantic-monty is not installed", (), ())
    monkeypatch.setattr("toolwright.runtime.sandbox.selftest.proved", lambda: refused)
    monkeypatch.setattr("toolwright.runtime.sandbox.interpreter.selftest.proved", lambda: missing)
    found = compiled(spec("x / 2"))
    assert found.files is None
    assert shown(found.diagnostics) == ["TW0703 15:15 `half` cannot be run here"]
    reason = "the confinement does not hold here: fork; and pydantic-monty is not installed"
    assert found.diagnostics[0].notes == (reason,)
    assert shown(run_spec_tests(checked(spec("x / 2"))).diagnostics) == shown(found.diagnostics)


@pytest.fixture
def interpreted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that cannot confine processes, and has pydantic-monty."""
    refused = SelfTest(False, "the sandbox needs Linux, and this is darwin", (), ())
    monkeypatch.setattr("toolwright.runtime.sandbox.selftest.proved", lambda: refused)


@pytest.mark.usefixtures("interpreted")
def test_where_only_the_interpreter_holds_the_same_is_built_and_it_is_told() -> None:
    found = compiled(spec("x / 2"))
    assert shown(found.diagnostics) == ["TW0706 15:15 `half` runs in an interpreter here"]
    assert "since the sandbox needs Linux, and this is darwin" in found.diagnostics[0].notes[0]
    assert shown(run_spec_tests(checked(spec("x / 2"))).diagnostics) == shown(found.diagnostics)
    assert found.files is not None
    assert json.loads(found.files["report.json"])["isolation"] == "pydantic-monty"
    with pytest.MonkeyPatch.context() as holding:
        holding.setattr("toolwright.runtime.sandbox.selftest.proved", lambda: SelfTest(True, "", (), ()))
        confined = compiled(spec("x / 2")).files
    assert confined is not None
    other = {path for path, content in found.files.items() if confined[path] != content}
    assert other == {"manifest.json", "report.json"}


@pytest.mark.usefixtures("interpreted")
def test_a_body_that_the_interpreter_does_not_fit_is_refused_at_its_place() -> None:
    found = compiled(spec("x.real"))
    assert found.files is None
    assert shown(found.diagnostics) == ["TW0703 15:15 `half` cannot be run here"]
    assert found.diagnostics[0].notes[0].endswith("and in pydantic-monty there is no `.real` that is not called")
