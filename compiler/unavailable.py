"""Constructs of the language that this release checks and cannot build yet: refused at their own place."""

from __future__ import annotations

from collections.abc import Iterator

from toolwright.dsl import Diagnostic, Program, Span
from toolwright.dsl.diagnostics import error


def unavailable(program: Program) -> tuple[Diagnostic, ...]:
    """A finding for each use of such a construct in *program*."""
    return tuple(
        error("TW0703", span, f"{what} cannot be built yet", help=instead) for span, what, instead in _uses(program)
    )


def _uses(program: Program) -> Iterator[tuple[Span, str, str]]:
    for extern in program.externs.values():
        yield extern.node.name.span, "`extern python` functions", "say it with expressions of the language"
