"""What a build tells about tasks that can be proved and are odd all the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from toolwright.dsl import Diagnostic, Program
from toolwright.dsl.diagnostics import warning
from toolwright.dsl.syntax import nodes
from toolwright.runtime.jsontext import canonical

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
                yield warning(
                    "TW0668",
                    item.asks.span,
                    f"`{item.name.text}` asks for what its own question says",
                    notes=(f"the sub-answer is `{held[0]}`, and the question is: {_in_brief(asked)}",),
                    help="ask for the value without naming it, or let the step give another one with `gives`",
                )


def unheeded_questions(program: Program, tasks: Sequence[GoldenTask]) -> Iterator[Diagnostic]:
    """Families in which every task makes the very calls, and has the answer, of one that asks something else."""
    for family, task in program.tasks.items():
        alike: dict[str, list[GoldenTask]] = {}
        for each in tasks:
            if each.family == family:
                calls = [[step.tool, step.arguments] for step in each.steps]
                key = canonical([calls, each.answer.value, repr(each.goal)])
                alike.setdefault(key, []).append(each)
        groups = list(alike.values())
        if groups and all(len({each.question for each in group}) > 1 for group in groups):
            one, other = _two_questions(groups[0])
            ask = next(item for item in task.node.items if isinstance(item, nodes.Ask))
            yield warning(
                "TW0682",
                ask.text.span,
                f"`{family}` asks for different things with the same calls and the same answer",
                notes=tuple(f"`{each.id}` asks: {_in_brief(each.question)}" for each in (one, other)),
                help="let a call's argument, or the answer, hang on all that the question shows of its rows",
            )


def _two_questions(group: Sequence[GoldenTask]) -> tuple[GoldenTask, GoldenTask]:
    return group[0], next(each for each in group if each.question != group[0].question)


def _in_brief(question: str) -> str:
    return question if len(question) <= _SHOWN else f"{question[:_SHOWN]}..."


def unchosen_distractors(program: Program, levels: Sequence[ScaledLevel]) -> Iterator[Diagnostic]:
    """Distractors of the scenario's own file that no level offers, though levels offer others."""
    scale = program.scale
    if scale is None or not {level.name for level in scale.levels} <= {level.name for level in levels}:
        return  # a level that is not built may offer them
    offering = [level for level in levels if level.operators.get("toolset")]
    own = {name for name, tool in program.tools.items() if tool.distractor}
    offered = [(level.operators["toolset"], names) for level in offering for names in _offered(level, own)]
    for name in sorted(own.difference(*(names for _, names in offered))) if offering else ():
        tool = program.tools[name]
        if tool.node in program.module.items:
            before = own.intersection(scale.keep) if name in scale.keep else own
            crowded = all(len(names & before) >= most for most, names in offered)
            yield warning(
                "TW0751",
                next(mark.span for mark in tool.node.annotations if mark.name.text == "distractor"),
                f"no level offers the distractor `{name}`",
                notes=(_CROWDED if crowded else _GIVES_AWAY,),
                help=f"say a larger `toolset`, or `keep {name}` before others"
                if crowded
                else "let it show another field, or leave it out",
            )


_CROWDED: Final = "every task has as many distractors as its level offers, and these are more like its tools"
_GIVES_AWAY: Final = "it may show what tasks ask for, or change what they are judged by"


def _offered(level: ScaledLevel, own: AbstractSet[str]) -> Iterator[AbstractSet[str]]:
    """Which of the author's *own* distractors each task of a *level* is offered."""
    origins = {tool.name: tool.origin for tool in level.module.tools}
    for task in level.tasks:
        yield {origins[name] for name in task.tools} & own


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
