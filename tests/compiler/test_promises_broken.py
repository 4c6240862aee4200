"""Each promise of `promises.py` is broken by a bundle that was spoilt for it: what holds always could not fail."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from toolwright.compiler.diff import RULES, Difference
from toolwright.compiler.texts import tools_title
from toolwright.runtime import Bundle, Score
from toolwright.runtime.bundle import json_text
from toolwright.runtime.documents import document
from toolwright.runtime.ir.tools import ToolModule
from toolwright.runtime.python import module_source
from toolwright.runtime.reference.evaluator import _OPERATORS
from toolwright.runtime.score import episode_score

from .forging import edited, resealed
from .planted import SPEC
from .promises import (
    PROMISES,
    Seen,
    both_executions_agree,
    every_step_is_needed,
    more_calls_never_pay,
    nothing_sets_it_apart_from_itself,
)
from .sources import bundle_of

TASKS, TOOLS = "levels/more/tasks.jsonl", "levels/more/tools.ir.json"
Spoil = Callable[[Bundle], Bundle]


@cache
def good() -> Bundle:
    """A small library with tasks of several kinds, and one scaled level."""
    return bundle_of(SPEC)


def tasks(change: Callable[[dict[str, Any]], Any], name: str = "") -> Spoil:
    """Change the tasks of the scaled level whose id begins with *name*."""
    return lambda bundle: edited(
        bundle, TASKS, lambda rows: [change(row) for row in rows if row["id"].startswith(name)]
    )


def tools(change: Callable[[dict[str, Any]], Any]) -> Spoil:
    """Change the tools of the scaled level, and all that is made from them."""

    def spoil(bundle: Bundle) -> Bundle:
        data = json.loads(bundle.files[TOOLS])
        change({tool["name"]: tool for tool in data["tools"]})
        module = ToolModule.model_validate(data)
        made = {
            TOOLS: json.dumps(data),
            "levels/more/tools.json": json_text([document(tool) for tool in module.tools]),
            "levels/more/tools.py": module_source(module, tools_title(bundle.name, "more")),
        }
        return resealed(bundle, {**bundle.files, **{path: text.encode() for path, text in made.items()}})

    return spoil


def text(path: str, old: str, new: str) -> Spoil:
    """Change a file's text."""

    def spoil(bundle: Bundle) -> Bundle:
        content = bundle.files[path].decode()
        assert old in content
        return resealed(bundle, {**bundle.files, path: content.replace(old, new, 1).encode()})

    return spoil


def first_step(**changes: Any) -> Callable[[dict[str, Any]], None]:
    return lambda task: task["steps"][0].update(changes)


def distractor_as_golden(found: dict[str, Any]) -> None:
    """What is added shows what is asked for."""
    own = {tool.name for tool in good().level().module.tools}
    golden = {key: found["pages_of"][key] for key in ("params", "body", "result", "fails", "core", "added")}
    for name in found.keys() - own:
        found[name].update(golden)


SPOILT: dict[str, Spoil] = {
    "documents_accept_what_tools_accept": text("levels/more/tools.json", '"maximum": 9', '"maximum": 8'),
    "results_fit_what_is_documented": tools(lambda t: t["pages_of"].update(result={"type": "str"})),
    "signatures_say_what_documents_say": text("levels/more/tools.py", "title: str, echo", "title: int, echo"),
    "golden_plans_earn_the_most": tasks(lambda t: t["steps"][0].update(tool="shelf_of"), "thick"),
    "kinds_hang_on_no_order": tasks(lambda t: t.update(kind="multi_hop"), "together"),
    "independent_steps_may_change_places": tasks(lambda t: t["steps"][1].pop("after"), "busy"),
    "answers_are_told_apart": lambda b: edited(
        b, "levels/base/tasks.jsonl", lambda rows: [r["answer"].update(aliases=["Bergen"]) for r in rows]
    ),
    "nothing_gives_an_answer_away": tasks(
        lambda t: t.update(question=f"{t['question']} {t['steps'][0]['answer']}"), "birth"
    ),
    "levels_ask_the_same": tasks(first_step(question="What?")),
    "no_added_tool_solves_a_step": tools(distractor_as_golden),
    "what_is_loaded_is_what_was_written": text("data/Book.jsonl", '": ', '":'),
}


@pytest.mark.parametrize("promise", [p for p in PROMISES if p.__name__ in SPOILT], ids=lambda p: p.__name__)
def test_a_spoilt_bundle_breaks_the_promise(promise: Callable[[Seen], None]) -> None:
    for seed in range(3):
        promise(Seen(good(), seed))
    spoilt = SPOILT[promise.__name__](good())
    with pytest.raises(Exception):  # noqa: B017  # some are refused before the promise is looked at
        for seed in range(3):
            promise(Seen(spoilt, seed))


def test_executions_that_part_break_their_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    both_executions_agree(Seen(good()))
    monkeypatch.setitem(_OPERATORS, "eq", lambda a, b: a != b)
    with pytest.raises(AssertionError):
        both_executions_agree(Seen(good()))


def test_full_marks_for_all_break_the_promise_that_steps_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    every_step_is_needed(Seen(good()))
    full = lambda *given: replace(episode_score(*given), reward=1.0)  # noqa: E731
    monkeypatch.setattr("toolwright.runtime.episode.episode_score", full)
    with pytest.raises(AssertionError):
        every_step_is_needed(Seen(good()))


def test_calls_that_cost_nothing_break_the_promise_that_more_never_pay(monkeypatch: pytest.MonkeyPatch) -> None:
    more_calls_never_pay(Seen(good()))

    def generous(*given: Any) -> Score:
        score = episode_score(*given)
        return replace(score, f1=score.f1 + 0.01 * score.calls)

    monkeypatch.setattr("toolwright.runtime.episode.episode_score", generous)
    with pytest.raises(AssertionError):
        more_calls_never_pay(Seen(good()))


def test_a_difference_that_is_not_told_breaks_its_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing_sets_it_apart_from_itself(Seen(good()))
    monkeypatch.setattr(
        "toolwright.compiler.diff.bundles._files", lambda old, new: [Difference(next(iter(RULES)), "x")]
    )
    with pytest.raises(AssertionError):
        nothing_sets_it_apart_from_itself(Seen(good()))
