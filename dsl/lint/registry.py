"""Every lint: its code, its name, how bad it is, and who finds it. Why stands in the catalogue of codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from ..diagnostics import Severity
from . import conditions, documentation, externs, names, plans, questions, ties, unused
from .view import Found, View


@dataclass(frozen=True, slots=True)
class Rule:
    """One lint."""

    code: str
    name: str
    severity: Severity
    find: Callable[[View], Iterator[Found]]
    whole: bool = False
    """Whether it asks what the whole project uses: then it waits until no file has an error."""


_W: Final = Severity.WARNING
_N: Final = Severity.NOTE

RULES: Final = (
    Rule("TW0801", "spelling", _W, names.spelling),
    Rule("TW0802", "unused-parameter", _W, unused.parameters),
    Rule("TW0803", "unused-local", _W, unused.locals_),
    Rule("TW0804", "unused-declaration", _W, unused.declarations, whole=True),
    Rule("TW0805", "unread-entity", _W, unused.entities, whole=True),
    Rule("TW0806", "repeating-documentation", _W, documentation.repeated_names),
    Rule("TW0807", "missing-documentation", _W, documentation.missing_words, whole=True),
    Rule("TW0808", "ties", _W, ties.ties, whole=True),
    Rule("TW0809", "missing-unit", _W, documentation.units),
    Rule("TW0810", "unset-parameter", _W, plans.unset_parameters, whole=True),
    Rule("TW0811", "missing-tolerance", _W, questions.tolerance),
    Rule("TW0812", "same-question", _W, questions.same_for_all),
    Rule("TW0813", "same-phrasing", _W, questions.same_words),
    Rule("TW0814", "constant-condition", _W, conditions.constant),
    Rule("TW0815", "condition-settled-by-type", _W, conditions.settled_by_types),
    Rule("TW0816", "roundabout-condition", _W, conditions.roundabout),
    Rule("TW0817", "idle-distractor", _W, plans.idle_distractors, whole=True),
    Rule("TW0818", "equal-branches", _W, conditions.equal_branches),
    Rule("TW0819", "empty-test", _W, plans.empty_tests),
    Rule("TW0820", "untested-effect", _N, plans.untested_effects, whole=True),
    Rule("TW0821", "unused-step", _W, unused.steps),
    Rule("TW0822", "missing-dollar", _W, questions.missing_dollar),
    Rule("TW0823", "search-by-key", _N, plans.searches_by_key),
    Rule("TW0824", "unheeded-plan", _W, questions.unheeded),
    Rule("TW0825", "forgotten-state", _W, externs.forgotten),
    Rule("TW0826", "wide-default", _W, conditions.wide_defaults),
)
"""All rules in the order of their codes."""
