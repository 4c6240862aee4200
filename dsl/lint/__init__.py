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
from .view import View

__all__ = ["RULES", "Rule", "lint", "without_allowed"]


def lint(world: World, units: Sequence[Unit]) -> list[Diagnostic]:
    """What the rules find in the checked file among *units*, as far as nothing in *world* is broken.

    What it imports is not looked at: that is for whoever checks the library.
    """
    failed = {found.span.source.name for found in world.findings.all if found.severity is Severity.ERROR}
    root = next((unit for unit in units if unit.root), None)
    if root is None or root.broken or root.module.span.source.name in failed:
        return []
    view = View(world, root)
    whole = not failed and not any(unit.broken for unit in units)
    return [
        error(
            rule.code,
            found.span,
            found.message,
            labels=found.labels,
            notes=found.notes,
            help=found.help,
            fix=found.fix,
            severity=rule.severity,
        )
        for rule in RULES
        if whole or not rule.whole
        for found in rule.find(view)
    ]
