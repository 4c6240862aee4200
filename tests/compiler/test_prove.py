"""The proofs find what is wrong with a bundle: forged ones, their hashes in order, are verified again."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from toolwright.compiler import verify
from toolwright.compiler.prove import Finding, stands_in
from toolwright.runtime import Bundle
from toolwright.runtime.golden import waves

from ..conftest import SPECS, Built
from .forging import resealed

TASKS = "levels/base/tasks.jsonl"


def forged(bundle: Bundle, path: str, change: Callable[[str], str]) -> Bundle:
    """A bundle with one file changed and a manifest that fits it."""
    return resealed(bundle, {**bundle.files, path: change(bundle.files[path].decode()).encode()})


def first_task(change: Callable[[dict[str, Any]], Any]) -> Callable[[str], str]:
    """Change the first task of a file."""

    def forge(text: str) -> str:
        first, *rest = text.splitlines(keepends=True)
        task = json.loads(first)
        change(task)
        return json.dumps(task) + "\n" + "".join(rest)

    return forge


@pytest.mark.slow
@pytest.mark.parametrize("name", SPECS)
def test_the_shipped_bundles_are_proved(name: str, built: Built) -> None:
    assert verify(built[name]) == []


FORGED: dict[str, tuple[str, Callable[[str], str], str]] = {
    "wrong argument": (
        TASKS,
        first_task(lambda t: t["steps"][0]["arguments"].update(title="No Such Book")),
        "TW0661",
    ),
    "wrong fact": (TASKS, first_task(lambda t: t["steps"][0]["fact"].update(key="nobody")), "TW0661"),
    "tool not offered": (TASKS, first_task(lambda t: t["tools"].remove(t["steps"][0]["tool"])), "TW0661"),
    "answer in the question": (
        TASKS,
        first_task(lambda t: t.update(question=t["question"] + " " + t["steps"][0]["answer"].upper())),
        "TW0664",
    ),
    "wrong sub-answer": (TASKS, first_task(lambda t: t["steps"][0].update(answer="Nobody")), "TW0667"),
    "Python changed": ("levels/base/tools.py", lambda text: text + "# changed\n", "TW0666"),
    "documents changed": (
        "levels/scaled/tools.json",
        lambda text: text.replace("Who wrote", "Who has written"),
        "TW0666 TW0677",
    ),
}


@pytest.fixture(scope="module")
def few(built: Built) -> Bundle:
    """A shipped bundle with some of its tasks, which are proved sooner."""
    whole = built["author_currency"]
    tasks = {path: text for path, text in whole.files.items() if path.endswith("tasks.jsonl")}
    some = {path: b"".join(text.splitlines(keepends=True)[::25]) for path, text in tasks.items()}
    return resealed(whole, {**whole.files, **some})


def found_in(forged: Bundle, bundle: Bundle) -> list[Finding]:
    """What is found in *forged* besides what the manifest and the report of *bundle* say of the tasks left out."""
    left_out = verify(bundle)
    assert {(finding.code, finding.level) for finding in left_out} == {("TW0666", "")}
    return [finding for finding in verify(forged) if finding not in left_out]


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_bundle_is_not_proved(kind: str, few: Bundle) -> None:
    path, change, code = FORGED[kind]
    assert change(few.files[path].decode()) != few.files[path].decode()
    found = found_in(forged(few, path, change), few)
    assert {finding.code for finding in found} == set(code.split())
    level = path.split("/")[1]
    assert {finding.level for finding in found} == {level}
    assert {finding.task for finding in found} == ({next(iter(few.level().tasks))} if path == TASKS else {None})


def test_a_document_that_gives_an_answer_away_is_found(few: Bundle) -> None:
    answer = next(iter(few.level().tasks.values())).steps[0].answer
    change = lambda text: text.replace("Who wrote a book.", f"Who wrote a book, say {answer}.")  # noqa: E731
    codes = {f.code for f in verify(forged(few, "levels/base/tools.ir.json", change))}
    assert "TW0665" in codes


@pytest.mark.parametrize(
    ("needle", "text", "stands"),
    [
        ("Oslo", "Where is oslo?", True),
        ("Oslo", "Where is Osloby?", False),
        ("NOK", "knock", False),
        ("12", "in 2012", False),
        ("12", "12, or 13", True),
        ("a.b", "axb", False),
        ("São Paulo", "são paulo!", True),
    ],
)
def test_whole_words_leak(needle: str, text: str, stands: bool) -> None:
    assert stands_in(needle, text) is stands


def test_waves_hold_what_can_be_called_together(built: Built) -> None:
    task = next(t for t in built["conference_fares"].level().tasks.values() if t.id.startswith("two_fares_to_a"))
    found = [[step.id for step in wave] for wave in waves(task.steps)]
    assert found == [["venue", "home.1", "home.2"], ["ticket.1", "ticket.2"]]
    assert [[s.id for s in w] for w in waves(task.steps[3:])] == [["ticket.1", "ticket.2"]]
