"""Differences and their levels, from what spoils a comparison of runs to what nobody notices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

Guard: TypeAlias = Literal["answers", "interface", "text", "bytes"]
"""How far a difference reaches; each level holds those before it. Training scenarios guard `answers`, evaluations
`text`."""

GUARDS: Final[tuple[Guard, ...]] = get_args(Guard)

RULES: Final[dict[str, tuple[Guard, str]]] = {
    "level-removed": ("answers", "a level is gone, and its tasks with it"),
    "task-removed": ("answers", "a task is gone"),
    "kind-changed": ("answers", "a task is of another kind"),
    "answer-changed": ("answers", "a task has another answer, or judges answers differently"),
    "plan-changed": ("answers", "a task has other steps, or they depend on each other differently"),
    "sub-answer-changed": ("answers", "a step has another answer, or another fact solves it"),
    "goal-changed": ("answers", "a task wants another end state"),
    "reward-changed": ("answers", "episodes are scored by other settings"),
    "tool-removed": ("interface", "a tool is gone"),
    "tool-withdrawn": ("interface", "a tool is no longer offered to a task"),
    "parameter-removed": ("interface", "a tool no longer takes a parameter"),
    "parameter-required": ("interface", "a call must give a parameter that it could leave out, or that is new"),
    "type-narrowed": ("interface", "a parameter refuses values that it took"),
    "default-changed": ("interface", "a parameter that is left out means something else"),
    "result-changed": ("interface", "a tool gives a result of another form"),
    "error-removed": ("interface", "a tool no longer fails with an error"),
    "effect-added": ("interface", "a tool writes what it did not write"),
    "body-changed": ("interface", "a tool computes differently: the same call may give something else"),
    "question-changed": ("text", "a task or a step asks in other words"),
    "call-changed": ("text", "a step is solved by another golden call"),
    "tool-offered": ("text", "a task is offered one more tool"),
    "parameter-added": ("text", "a tool takes one more parameter, which may be left out"),
    "type-widened": ("text", "a parameter takes more than it took, or is described differently"),
    "document-changed": ("text", "the document of a tool, a parameter or a result has other words"),
    "message-changed": ("text", "an error says something else"),
    "policy-changed": ("text", "the instructions of the scenario have other words"),
    "rows-changed": ("text", "a world has other rows: what calls show may differ"),
    "level-added": ("bytes", "there is one more level"),
    "task-added": ("bytes", "there is one more task"),
    "tool-added": ("bytes", "there is one more tool"),
    "file-changed": ("bytes", "a file has other bytes"),
}
"""Rule to the level that it breaks, and what it means."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One finding."""

    rule: str
    where: str
    """The task, tool, parameter, entity or file that it is about."""
    before: str = ""
    """What was there; empty where nothing was, or where *rule* says it all."""
    after: str = ""
    levels: tuple[str, ...] = ()
    """The levels of the bundle at which it is so; empty where it is about the bundle as a whole."""

    @property
    def guard(self) -> Guard:
        """The level that it breaks."""
        return RULES[self.rule][0]


def at_or_above(differences: Iterable[Difference], guard: Guard) -> list[Difference]:
    """Those of *differences* that break *guard*."""
    reach = GUARDS.index(guard)
    return [each for each in differences if GUARDS.index(each.guard) <= reach]


def collapsed(differences: Iterable[Difference]) -> Sequence[Difference]:
    """*differences* in the order of their rules, each once: what several levels share names them all."""
    levels: dict[tuple[str, str, str, str], list[str]] = {}
    for each in differences:
        levels.setdefault((each.rule, each.where, each.before, each.after), []).extend(each.levels)
    made = [Difference(*key, levels=tuple(dict.fromkeys(names))) for key, names in levels.items()]
    order = {rule: number for number, rule in enumerate(RULES)}
    return sorted(made, key=lambda each: order[each.rule])
