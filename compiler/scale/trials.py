"""Rewrites on trial: golden calls are made again, and what they no longer show speaks against the rewrite."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from toolwright.runtime.bundle import Step
from toolwright.runtime.documents import document
from toolwright.runtime.facts import EffectFact
from toolwright.runtime.ir.cost.limit import tool_excess
from toolwright.runtime.ir.tools import Tool, ToolModule
from toolwright.runtime.machine import Machine, Observation
from toolwright.runtime.tracing import facts_of, plain, traced_parts

from ..prove import stands_in
from .asked import Asked
from .draft import Arguments, Draft, Rewrite


class Trials:
    """The golden calls of a draft, ready to be made against tools that may take others' places."""

    def __init__(self, draft: Draft, asked: Asked | None = None) -> None:
        """Play *draft*, whose tasks ask for *asked*."""
        self._draft = draft
        self._asked = asked or Asked(draft)
        self._tools = {tool.name: tool for tool in draft.module.tools}
        self._last: tuple[Tool, frozenset[str], Machine] | None = None

    def objection(self, rewrite: Rewrite) -> str | None:
        """Why *rewrite* may not be made; None where every golden call still shows its fact and sub-answer."""
        tool = rewrite.tool
        return (
            self._too_much_work(rewrite)
            or next(self._leaks(tool), None)
            or self._wrong_alone(tool.name, rewrite)
            or next(self._wrong_in_plans(tool.name, rewrite), None)
        )

    def machine(self, rewrite: Rewrite, others: Iterable[str] = ()) -> Machine:
        """A machine with the new tool and *others* as they are; the last one is kept, since it is asked for again."""
        names = frozenset(others)
        # What a tool says was added to it, no call knows.
        tool = rewrite.tool.model_copy(update={"added": ()})
        if self._last is None or self._last[:2] != (tool, names):
            self._last = tool, names, self._made(rewrite, names)
        return self._last[2]

    def once(self, what: str, rewrite: Rewrite, read: Iterable[str], make: Callable[[], Any]) -> Any:
        """What *make* gives as JSON: what was found out by calls of the new tool, and by what was *read* besides."""
        content = self._asked.contents.of(rewrite.tool, (*self._draft.module.errors, *rewrite.errors))
        return make() if content is None else self._draft.known.once((what, content, *read), make)

    def _made(self, rewrite: Rewrite, others: frozenset[str]) -> Machine:
        return Machine(self._module(rewrite, sorted(others - {rewrite.tool.name})), self._draft.rows, self._asked.world)

    def _module(self, rewrite: Rewrite, others: Iterable[str]) -> ToolModule:
        known = {error.name for error in self._draft.module.errors}
        errors = (*self._draft.module.errors, *(e for e in rewrite.errors if e.name not in known))
        tools = (rewrite.tool, *(self._tools[name] for name in others))
        return self._draft.module.model_copy(update={"tools": tools, "distractors": (), "errors": errors})

    def _too_much_work(self, rewrite: Rewrite) -> str | None:
        module = self._module(rewrite, ())
        fails = (error.model_dump_json() for error in module.errors if error.name in rewrite.tool.fails)
        read = ("work", rewrite.tool.model_dump_json(exclude={"added"}), self._asked.sizes, *fails)
        said: str | None = self._draft.known.once(read, lambda: tool_excess(module, rewrite.tool, self._asked.tables))
        return said

    def _wrong_alone(self, name: str, rewrite: Rewrite) -> str | None:
        places = self._asked.alone.get(name, ())
        steps = [self._draft.tasks[task].steps[place] for task, place in places]
        calls = [json.dumps(rewrite.translate(step.arguments)) for step in steps]

        def made() -> str | None:
            machine = self.machine(rewrite)
            world = machine.world()
            seen = (machine.call(world, name, call, pristine=True) for call in calls)
            return next((said for step, each in zip(steps, seen, strict=True) for said in _wrong(step, each)), None)

        wanted = map(self._asked.wanted, places)
        said: str | None = self.once("golden", rewrite, itertools.chain(calls, wanted), made) if calls else None
        return said

    def _wrong_in_plans(self, name: str, rewrite: Rewrite) -> Iterator[str]:
        tasks = [self._draft.tasks[number] for number in self._asked.in_plans.get(name, ())]
        if tasks:
            machine = self.machine(rewrite, (step.tool for task in tasks for step in task.steps))
            for task in tasks:
                world = machine.world()
                for step in task.steps:
                    given = rewrite.translate(step.arguments) if step.tool == name else step.arguments
                    yield from _wrong(step, machine.call(world, step.tool, json.dumps(given)))

    def _leaks(self, tool: Tool) -> Iterator[str]:
        old, new = (json.dumps(document(t), ensure_ascii=False) for t in (self._tools[tool.name], tool))
        if old == new:
            return
        lower_old, lower_new = old.casefold(), new.casefold()
        # Most texts do not stand there at all; only those are worth a closer look whose first word does.
        words = frozenset(re.findall(r"\w+", lower_new))
        for text, first in self._asked.answers_where(tool.name):
            if (first is None or first in words) and stands_in(text, lower_new) and not stands_in(text, lower_old):
                yield "its document would show a sub-answer"


def _wrong(step: Step, seen: Observation) -> Iterator[str]:
    fact = step.golden_fact
    if seen.error is not None:
        yield f"a golden call fails: {seen.error.message}"
    elif not seen.receipt.holds(fact):
        yield "a golden call does not show its fact"
    elif not isinstance(fact, EffectFact):
        shown = [plain(part) for part in traced_parts(seen.result) if fact in facts_of(part)]
        if step.answer not in shown:
            yield "a golden call shows another sub-answer"


def observed(machine: Machine, tool: str, arguments: Arguments) -> Observation:
    """What a call on the untouched world gives."""
    return machine.call(machine.world(), tool, json.dumps(arguments))
