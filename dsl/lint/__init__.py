"""Lints: what is allowed and yet most likely not meant. They look at files without errors only.

A rule is a function from a view of one file to what it found; `registry` lists them, `allow` holds the comments
with which authors say that a finding is meant so.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..checking.scope import World
from ..diagnostics import Diagnostic, Severity, error
from ..project.unit import Unit
from .allow import without_allowed
from .registry import RULES, Rule
from .view import views

__all__ = ["RULES", "Rule", "lint", "without_allowed"]


def lint(world: World, units: Sequence[Unit]) -> list[Diagnostic]:
    """What the rules find in *units*, as far as nothing in *world* is broken."""
    failed = {found.span.source.name for found in world.findings.all if found.severity is Severity.ERROR}
    sound = tuple(unit for unit in units if not unit.broken and unit.module.span.source.name not in failed)
    found = []
    for view in views(world, sound):
        for rule in RULES:
            if not (rule.whole and (failed or len(sound) < len(units))):
                found += [
                    error(
                        rule.code,
                        each.span,
                        each.message,
                        labels=each.labels,
                        notes=each.notes,
                        help=each.help,
                        fix=each.fix,
                        severity=rule.severity,
                    )
                    for each in rule.find(view)
                ]
    return found
