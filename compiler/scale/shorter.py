"""Whether a rewritten tool would let a plan be cut short: show a fact of it by fewer calls than the plan makes.

One call is looked at, made with what the question names or with what the plan's own calls show by then.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from toolwright.runtime.bundle import Task
from toolwright.runtime.facts import Fact
from toolwright.runtime.ir.tools import Tool
from toolwright.runtime.ir.types import DatetimeType, DateType, ListType, RecordType, StrType, Type
from toolwright.runtime.jsontext import canonical
from toolwright.runtime.machine import Machine
from toolwright.runtime.tracing import plain

from ..reads import hashed
from .asked import HEAD, Asked, leaves
from .draft import Rewrite
from .surroundings import Surroundings

LONGEST_NAME = 8
"""Words of a question that are read as one value."""
MOST_CALLS = 400
"""Calls that are tried for one task; where there are more, nobody knows, and the rewrite is not made."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class _Known:
    value: Any
    behind: frozenset[str]
    """Steps whose calls were made to know it."""


@dataclass(frozen=True)
class _Plan:
    """What a task's plan leaves to be cut short."""

    sought: Mapping[Fact | str, int]
    """Facts and texts, each with the number of calls that the plan makes to show it."""
    known: Sequence[_Known]
    """Texts that calls may be made with."""
    said: str
    """A hash of both."""


def cuts_short(tool: Tool, rewrite: Rewrite, extra: Mapping[str, Any], around: Surroundings) -> str | None:
    """Why the new tool with the arguments *extra*, the others being known, may show a fact too early; None if not.

    *rewrite* translates arguments by adding others alone.
    """
    samples = around.draft.samples.get(tool.name, ())
    if not samples:
        return None
    places = sum(_places(p.value, samples[0][p.name]) for p in tool.params if p.required)
    if not places:
        return None
    plans = {
        task.id: around.asked.once(f"plan of {task.id}", partial(_plan, task, around.asked))
        for task in around.draft.tasks
        if tool.name in task.tools and len(task.steps) > 1
    }
    given = {p.name: samples[0][p.name] for p in tool.params if p.required}
    read = (
        canonical([rewrite.translate(given), extra, MOST_CALLS]),
        *(f"{name} {plan.said}" for name, plan in plans.items()),
    )
    work = partial(_first_cut, tool, rewrite, given, extra, places, plans, around)
    found: str | None = around.trials.once("shorter", rewrite, read, work)
    return found


def _first_cut(
    tool: Tool,
    rewrite: Rewrite,
    sample: Mapping[str, Any],
    extra: Mapping[str, Any],
    places: int,
    plans: Mapping[str, _Plan],
    around: Surroundings,
) -> str | None:
    machine = around.trials.machine(rewrite)
    shown: dict[str, frozenset[Fact | str]] = {}
    for name, plan in plans.items():
        if len(plan.known) ** places > MOST_CALLS:
            return f"there are more than {MOST_CALLS} calls to try whether it cuts `{name}` short"
        for values in itertools.product(plan.known, repeat=places):
            texts_left = iter([v.value for v in values])
            given = {p.name: _filled(p.value, sample[p.name], texts_left) for p in tool.params if p.required}
            arguments = json.dumps({**rewrite.translate(given), **extra}, sort_keys=True)
            if arguments not in shown:
                shown[arguments] = _shown(machine, tool.name, arguments)
            made = 1 + len(frozenset().union(*(v.behind for v in values)))
            if any(made < plan.sought[each] for each in shown[arguments] if each in plan.sought):
                return f"`{name}` could be solved by fewer calls than its plan makes"
    return None


def _plan(task: Task, asked: Asked) -> _Plan:
    needs = _needs(task)
    # A fact solves its step; a text that a step asks for is as good for the calls that come after it.
    sought: dict[Fact | str, int] = {}
    for step in task.steps:
        for each in (step.golden_fact, *_texts_in(step.answer)):
            sought[each] = min(len(needs[step.id]), sought.get(each, len(task.steps)))
    known = [known for known in _known(task, needs, asked) if isinstance(known.value, str)]
    steps = [[step.id, step.after, step.fact, step.answer] for step in task.steps]
    said = hashed([canonical(steps), canonical([[each.value, sorted(each.behind)] for each in known])])
    return _Plan(sought, known, said)


def _shown(machine: Machine, tool: str, arguments: str) -> frozenset[Fact | str]:
    seen = machine.call(machine.world(), tool, arguments, pristine=True)
    return frozenset() if seen.error else frozenset([*seen.receipt.facts, *_texts_in(plain(seen.result))])


def _texts_in(value: Any) -> Iterator[str]:
    return (leaf for leaf in leaves(value) if isinstance(leaf, str))


def _places(type_: Type, value: Any) -> int:
    """In how many places of a sample argument a text stands that is no word of an enum."""
    match type_:
        case StrType() | DateType() | DatetimeType():
            return 1
        case RecordType(fields=fields):
            return sum(_places(f.value, value[f.name]) for f in fields if f.name in value)
        case ListType(item=item) if value:
            return _places(item, value[0])
    return 0


def _filled(type_: Type, value: Any, texts: Iterator[str]) -> Any:
    """A sample argument with other texts in those places; of a list one item."""
    match type_:
        case StrType() | DateType() | DatetimeType():
            return next(texts)
        case RecordType(fields=fields):
            return {f.name: _filled(f.value, value[f.name], texts) for f in fields if f.name in value}
        case ListType(item=item) if value:
            return [_filled(item, value[0], texts)]
    return value


def _needs(task: Task) -> dict[str, frozenset[str]]:
    """Each step with all steps that it comes after, itself included."""
    needs: dict[str, frozenset[str]] = {}
    for step in task.steps:
        needs[step.id] = frozenset({step.id}).union(*(needs[name] for name in step.after))
    return needs


def _known(task: Task, needs: Mapping[str, frozenset[str]], asked: Asked) -> Iterator[_Known]:
    """What the question names, and what each call of the plan shows."""
    named: dict[str, None] = {}
    words = [(m.start(), m.end()) for m in _WORD.finditer(task.question)]
    for number, (start, _) in enumerate(words):
        following = words[number : number + LONGEST_NAME]
        # Most words begin no text of the world.
        longest = task.question[start : following[-1][1]].casefold()
        if any(longest[:length] in asked.heads for length in range(1, HEAD + 1)):
            for _, end in following:
                named.update(dict.fromkeys(asked.texts.get(task.question[start:end].casefold(), ())))
    answers = {str(leaf) for step in task.steps for leaf in leaves(step.answer)}
    for step in task.steps:
        named.update((leaf, None) for leaf in leaves(step.arguments) if isinstance(leaf, str) and leaf not in answers)
    yield from (_Known(value, frozenset()) for value in named)
    for step in task.steps:
        yield from (_Known(leaf, needs[step.id]) for leaf in leaves(step.answer))
