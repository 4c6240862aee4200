"""The proofs: every task of every level is played on the real runtime before it may leave the compiler.

They need a bundle only, no spec, so that `verify` can repeat them anywhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolwright.runtime import Bundle, Environment, Episode, Task
from toolwright.runtime.answers import answer_text
from toolwright.runtime.bundle import Step
from toolwright.runtime.documents import document
from toolwright.runtime.facts import EffectFact
from toolwright.runtime.golden import golden_turn, waves
from toolwright.runtime.python import module_source
from toolwright.runtime.tracing import plain, traced_parts

SHORTEST_LEAK = 3
"""Shorter sub-answers ("7", "NO") stand in every other sentence by chance."""


@dataclass(frozen=True)
class Finding:
    """A proof that failed."""

    code: str
    level: str
    task: str | None
    message: str
    note: str = ""
    help: str | None = None
    """What to write instead."""


def prove_level(environment: Environment, advance: Callable[[], None] = lambda: None) -> Iterator[Finding]:
    """Everything that must hold for the tasks of one level; *advance* is called after each task."""
    texts = {name: _document_text(document) for name, document in environment.documents.items()}
    for task in environment.tasks.values():
        yield from prove_task(environment, task, texts)
        advance()


def prove_task(environment: Environment, task: Task, document_texts: Mapping[str, str]) -> Iterator[Finding]:
    """What does not hold for one task."""

    def finding(code: str, message: str, note: str = "", help_: str | None = None) -> Finding:
        return Finding(code, environment.level, task.id, message, note, help_)

    perfect = play(environment, task, task.steps)
    failed = next((c for turn in perfect.turns for c in turn.calls if c.error), None)
    if failed is not None:
        yield finding("TW0661", f"the golden call of `{failed.name}` fails", failed.observation)
    if not (perfect.f1 == 1.0 and perfect.answer_correct and perfect.goal_reached is not False):
        yield finding(
            "TW0661",
            "the golden plan does not earn the maximum",
            f"solved {perfect.solved} of {perfect.steps} in {perfect.calls} calls, answer "
            f"{'right' if perfect.answer_correct else 'wrong'}, goal reached: {perfect.goal_reached}",
        )
        return
    yield from _prove_calls(environment, task, finding)
    idle = environment.reset(task.id)
    idle.finish("")
    if idle.score().reward > 0:
        yield finding("TW0663", "doing nothing earns a reward")
    for step in task.steps:
        for text in leakable(step.answer):
            if stands_in(text, task.question):
                yield finding("TW0664", f"the sub-answer of `{step.id}` stands in the question", f"`{text}`", _NO_LEAK)
            for name in task.tools:
                if stands_in(text, document_texts[name]):
                    yield finding("TW0665", f"the sub-answer of `{step.id}` stands in the document of `{name}`", text)


_NO_LEAK = (
    "ask without it: name what is asked about by another field; where it stands there by chance, "
    "let `each` leave the row out"
)


def _prove_calls(
    environment: Environment, task: Task, finding: Callable[[str, str, str], Finding]
) -> Iterator[Finding]:
    """Each golden call shows its own sub-answer, and no other golden call shows the same fact."""
    machine = environment.machine
    world = machine.world()
    seen = {step.id: machine.call(world, step.tool, json.dumps(step.arguments)) for step in task.steps}
    for step in task.steps:
        fact = step.golden_fact
        others = [o for o in task.steps if o.id != step.id and seen[o.id].receipt.holds(fact)]
        if others:
            yield finding(
                "TW0662", f"the golden call of `{step.id}` is not needed", f"`{others[0].id}` shows its fact, too"
            )
        shown = [plain(part) for part in traced_parts(seen[step.id].result) if part.fact == fact]
        if not isinstance(fact, EffectFact) and step.answer not in shown:
            note = f"it shows {shown[0]!r}, the sub-answer is {step.answer!r}" if shown else "it does not show it"
            yield finding("TW0667", f"the sub-answer of `{step.id}` is not what its golden call shows", note)


def prove_texts(environment: Environment, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Documents and Python of a level are what its intermediate form says."""
    level = environment.level
    documents = [document(tool) for tool in environment.machine.module.tools]
    if json.loads(files[f"levels/{level}/tools.json"]) != documents:
        yield Finding("TW0666", level, None, "tools.json is not what the intermediate form says")
    title = tools_title(environment.bundle.name, level)
    if files[f"levels/{level}/tools.py"].decode() != module_source(environment.machine.module, title):
        yield Finding("TW0666", level, None, "tools.py is not what the intermediate form says")


def tools_title(scenario: str, level: str) -> str:
    """First line of a level's `tools.py`."""
    return f"The tools of `{scenario}` at level `{level}`."


def play(environment: Environment, task: Task, steps: Sequence[Step]) -> Any:
    """The score of an episode that makes the golden calls of *steps*, a turn each wave, and gives the answer."""
    episode: Episode = environment.reset(task.id)
    for wave in waves(steps):
        if not episode.done:
            episode.act(golden_turn(wave))
    if not episode.done:
        episode.finish(f"Answer: {answer_text(task.answer)}")
    return episode.score()


def stands_in(needle: str, text: str) -> bool:
    """Whether *needle* stands in *text* as whole words, whatever the case."""
    return re.search(rf"(?<!\w){re.escape(needle.casefold())}(?!\w)", text.casefold()) is not None


def leakable(answer: Any) -> Iterator[str]:
    """The parts of *answer* that would stand in a text by no chance."""
    if isinstance(answer, dict | list):
        for part in answer.values() if isinstance(answer, dict) else answer:
            yield from leakable(part)
    elif isinstance(answer, str) and len(answer) >= SHORTEST_LEAK:
        yield answer
    elif isinstance(answer, int | float) and not isinstance(answer, bool) and len(str(answer)) >= SHORTEST_LEAK:
        yield str(answer)


def _document_text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False)


def verify(bundle: Bundle, advance: Callable[[], None] = lambda: None) -> list[Finding]:
    """All proofs of a bundle, without its spec."""
    findings: list[Finding] = []
    for name in bundle.level_names:
        environment = bundle.environment(name)
        findings.extend(prove_texts(environment, bundle.files))
        findings.extend(prove_level(environment, advance))
    return findings
