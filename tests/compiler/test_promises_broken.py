"""Each promise of `promises.py` is broken by a bundle that was spoilt for it, each of `build_promises.py` by a compiler
with a mistake: what holds always could not fail.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from toolwright.compiler import scale
from toolwright.compiler.diff import RULES, Difference
from toolwright.compiler.texts import tools_title
from toolwright.runtime import Bundle, Score
from toolwright.runtime.bundle import Manifest, content_id, json_text
from toolwright.runtime.documents import document
from toolwright.runtime.ir.tools import ToolModule
from toolwright.runtime.python import module_source
from toolwright.runtime.reference.evaluator import _OPERATORS
from toolwright.runtime.score import episode_score

from .build_promises import (
    a_cell_changes_the_id,
    another_seed_gives_another_level_of_the_same_size,
    files_that_hang_on_the_place,
    layout_and_comments_do_not_change_the_id,
    more_strength_makes_no_level_smaller,
    parameters_that_are_left_out_change_no_call,
)
from .forging import edited, resealed
from .plan_promises import every_step_is_needed, more_calls_never_pay
from .planted import SPEC
from .promises import PROMISES, both_executions_agree, nothing_sets_it_apart_from_itself
from .seen import Seen
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


# ------------------------------------------------------------------ sizes and seeds: scaling with a mistake

Scale = Callable[..., scale.ScaledLevel]
RIGHT: Scale = scale.scale


def wrong(change: Callable[[dict[str, int], int], tuple[dict[str, int], int]]) -> Scale:
    """Scaling that gets other operators or another seed than it was asked for."""

    def scaled(name: str, operators: dict[str, int], *rest: Any) -> scale.ScaledLevel:
        *others, seed = rest
        asked, drawn = change(operators, seed)
        return RIGHT(name, asked, *others, drawn)

    return scaled


def loud(name: str, operators: dict[str, int], *rest: Any) -> scale.ScaledLevel:
    """Scaling whose new parameters, left out, do what they would do with the value of their witness."""
    level = RIGHT(name, operators, *rest)
    used = {(w.tool, w.parameter): w.given[w.parameter] for w in level.witnesses}
    made = [
        tool.model_copy(
            update={
                "params": tuple(
                    p.model_copy(update={"default": used.get((tool.name, p.name), p.default)}) for p in tool.params
                )
            }
        )
        for tool in level.module.tools
    ]
    return replace(level, module=level.module.model_copy(update={"tools": tuple(made)}))


@pytest.mark.parametrize("operator", ["toolset", "parameters"])
def test_scaling_that_does_less_with_more_strength_is_found(operator: str, monkeypatch: pytest.MonkeyPatch) -> None:
    more_strength_makes_no_level_smaller(good(), operator, 1)
    less = wrong(lambda operators, seed: ({name: 2 - strength for name, strength in operators.items()}, seed))
    monkeypatch.setattr(scale, "scale", less)
    with pytest.raises(AssertionError):
        more_strength_makes_no_level_smaller(good(), operator, 1)


def test_scaling_whose_size_or_draws_hang_on_more_than_they_may_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    another_seed_gives_another_level_of_the_same_size(good(), 1)
    by_seed = wrong(lambda operators, seed: ({**operators, "toolset": seed % 2}, seed))
    calls = count()
    stateful = wrong(lambda operators, _: (operators, next(calls)))
    for mistake in (by_seed, stateful):
        monkeypatch.setattr(scale, "scale", mistake)
        with pytest.raises(AssertionError):
            another_seed_gives_another_level_of_the_same_size(good(), 1)


def test_a_parameter_that_does_something_where_it_is_left_out_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    parameters_that_are_left_out_change_no_call(good(), 1, 1)
    monkeypatch.setattr(scale, "scale", loud)
    with pytest.raises(AssertionError):
        parameters_that_are_left_out_change_no_call(good(), 1, 1)


# ------------------------------------------------------------------ bytes and ids

LEAKS = """
import os, time
from toolwright.compiler import texts
title, page, card = texts.tools_title, texts.tools_page, texts.card
texts.tools_title = lambda *given: f"{title(*given)} {hash('x')}"
texts.tools_page = lambda *given: page(*given) + time.tzname[0]
texts.card = lambda *given: card(*given) + os.getcwd()
"""
"""Run by Python as it starts: texts with a hash, a zone and a folder in them."""
SMALL = """
scenario made_0 { title: "Towns", domain: geography, version: "1.0.0" }
entity Town key id { "A town." id: str, name: str "Name", people: int(0..) "People who live there" }
data Town { | id | name | people | | "t1" | "Balby" | 531 | | "t2" | "Corness" | 742 | | "t3" | "Duns" | 893 | }
error NoTown(name: str) $"There is no town {name}."
tool people_in(name: str "Name of the town.") -> int fails NoTown {
  "How many people live in a town."
  return (first([t for t in Town if t.name == name]) ?? fail NoTown(name)).people
}
task people { each t in Town ask $"How many people live in {t.name}?" step n = people_in(name=t.name) answer n }
"""


def test_texts_that_hang_on_the_place_of_a_build_are_found(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(LEAKS, "utf-8")
    found = files_that_hang_on_the_place([SMALL], tmp_path, tmp_path)
    told = {Path(path).name for path in found}
    assert told == {"tools.py", "tools.md", "README.md", "manifest.json"}


def test_ids_of_the_wrong_things_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    made = bundle_of(SMALL)
    layout_and_comments_do_not_change_the_id(made, SMALL)
    a_cell_changes_the_id(made, SMALL, "data Town", "Balby")

    def of_the_text(manifest: Manifest) -> str:
        return content_id(manifest) + json_text(manifest.model_dump(mode="json")["spec"])

    def of_the_name(manifest: Manifest) -> str:
        return manifest.name

    monkeypatch.setattr("toolwright.runtime.bundle.content_id", of_the_text)
    spelt = bundle_of(SMALL)
    with pytest.raises(AssertionError):
        layout_and_comments_do_not_change_the_id(spelt, SMALL)
    monkeypatch.setattr("toolwright.runtime.bundle.content_id", of_the_name)
    with pytest.raises(AssertionError):
        a_cell_changes_the_id(bundle_of(SMALL), SMALL, "data Town", "Balby")
