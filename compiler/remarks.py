"""What a build tells about tasks that can be proved and are odd all the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from toolwright.dsl import Diagnostic, Program
from toolwright.dsl.diagnostics import warning
from toolwright.dsl.syntax import nodes

from .golden import GoldenTask
from .prove.leaks import leaked
from .scale import ScaledLevel

_SHOWN: Final = 80


def own_answers(program: Program, tasks: Sequence[GoldenTask]) -> Iterator[Diagnostic]:
    """Steps whose sub-question holds its own answer in every task of their family, which is no chance then."""
    for family, task in program.tasks.items():
        made = [each for each in tasks if each.family == family]
        for item in task.node.items:
            if not isinstance(item, nodes.Step) or item.asks is None:
                continue
            steps = [step for each in made for step in each.steps if step.id.partition(".")[0] == item.name.text]
            held = [leaked(step.answer, step.question) for step in steps]
            if held and held[0] is not None and None not in held:
                asked = steps[0].question
                shown = asked if len(asked) <= _SHOWN else f"{asked[:_SHOWN]}..."
                yield warning(
                    "TW0668",
                    item.asks.span,
                    f"`{item.name.text}` asks for what its own question says",
                    notes=(f"the sub-answer is `{held[0]}`, and the question is: {shown}",),
                    help="ask for the value without naming it, or let the step give another one with `gives`",
                )


def idle_operators(program: Program, levels: Sequence[ScaledLevel]) -> Iterator[Diagnostic]:
    """Operators of a level that could do nothing at all: it is easier than its name says."""
    asked = {level.name: level for level in program.scale.levels} if program.scale else {}
    for level in levels:
        changes = {change.partition(":")[0] for tool in level.module.tools for change in tool.added}
        done = changes | ({"toolset"} if level.module.distractors else set())
        for name, strength in level.operators.items():
            if strength and name not in done:
                node = asked[level.name].node
                settings = () if isinstance(node, nodes.Ladder) else node.settings.items
                span = next((setting.span for setting in settings if setting.name.text == name), node.span)
                yield warning(
                    "TW0750",
                    span,
                    f"`{name}` can do nothing at level `{level.name}`",
                    notes=("no tool is changed by it" if name != "toolset" else "no distractor fits any task",),
                    help="leave it out, or write tools that give more: records and lists, with units and documentation",
                )
