"""Findings of another day at the places where their nodes stand now: comments and layout may have moved them."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from toolwright.dsl.diagnostics import Edit, Fix, Label
from toolwright.dsl.project.paths import package_of, relative
from toolwright.dsl.source import Source, Span
from toolwright.dsl.syntax.parse import parse
from toolwright.dsl.syntax.walk import walk

if TYPE_CHECKING:
    from toolwright.dsl import Diagnostic
    from toolwright.dsl.check import Analysis


def names_of(analysis: Analysis) -> dict[str, Source]:
    """The texts of a project by names that do not hang on the folder from which it was read."""
    root = next(unit for unit in analysis.units if unit.root)
    folder = posixpath.dirname(root.path)
    return {path if package_of(path) else relative(path, folder): text for path, text in analysis.sources.items()}


def moved(told: Iterable[Diagnostic], analysis: Analysis) -> tuple[Diagnostic, ...] | None:
    """*told* of texts that mean what those of *analysis* mean, at their new places; None where one has none."""
    moves: dict[Source, Callable[[Span], Span]] = {}
    now = names_of(analysis)

    def move(span: Span) -> Span:
        if span.source not in moves:
            moves[span.source] = _move(span.source, now[span.source.name])
        return moves[span.source](span)

    try:
        return tuple(
            replace(
                one,
                span=move(one.span),
                labels=tuple(Label(move(label.span), label.text) for label in one.labels),
                fix=one.fix and Fix(one.fix.title, tuple(Edit(move(edit.span), edit.text) for edit in one.fix.edits)),
            )
            for one in told
        )
    except (KeyError, ValueError):
        # A place in a table that is written differently now.
        return None


def _move(old: Source, new: Source) -> Callable[[Span], Span]:
    """From places of *old* to those of *new*; what it gives raises KeyError for what is no node's place.

    Raises ValueError where the two have no trees of one shape.
    """
    if old.text == new.text:
        return lambda span: Span(new, span.start, span.end)
    # Trees of one shape are walked in one order.
    before, after = ([node.span for node in walk(parse(source).module)] for source in (old, new))
    places = {(one.start, one.end): other for one, other in zip(before, after, strict=True)}
    return lambda span: places[span.start, span.end]
