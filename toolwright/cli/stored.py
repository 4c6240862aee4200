"""Diagnostics as JSON values and back, so that they can be shown in every format without being found again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolwright.dsl import Diagnostic, Source, Span


class Writer:
    """Turns diagnostics into JSON values that share their sources."""

    def __init__(self, text: Callable[[str], str | None]) -> None:
        """*text* gives the text of a file by its name: sources that hold it are kept by name alone."""
        self._text = text
        self._numbers: dict[Source, int] = {}

    @property
    def sources(self) -> list[Any]:
        """The sources of all diagnostics written so far."""
        return [[each.name, None if self._text(each.name) == each.text else each.text] for each in self._numbers]

    @property
    def texts(self) -> tuple[Source, ...]:
        """The same, as they are."""
        return tuple(self._numbers)

    def write(self, diagnostics: Iterable[Diagnostic]) -> list[Any]:
        """The values of *diagnostics*."""
        return [
            {
                "code": one.code,
                "severity": str(one.severity),
                "span": self._span(one.span),
                "message": one.message,
                "labels": [[self._span(label.span), label.text] for label in one.labels],
                "notes": list(one.notes),
                "help": one.help,
                "fix": one.fix and [one.fix.title, [[self._span(edit.span), edit.text] for edit in one.fix.edits]],
                "allowed": one.allowed,
            }
            for one in diagnostics
        ]

    def _span(self, span: Span) -> list[int]:
        return [self._numbers.setdefault(span.source, len(self._numbers)), span.start, span.end]


def read(values: Iterable[Any], sources: Iterable[Any], text: Callable[[str], str | None]) -> tuple[Diagnostic, ...]:
    """The diagnostics that `Writer` made *values* and *sources* of; *text* gives the same texts as it did then."""
    from toolwright.dsl.diagnostics import Diagnostic, Edit, Fix, Label, Severity
    from toolwright.dsl.source import Source, Span

    known = [Source(name, (text(name) or "") if kept is None else kept) for name, kept in sources]

    def span(value: list[int]) -> Span:
        return Span(known[value[0]], value[1], value[2])

    return tuple(
        Diagnostic(
            code=one["code"],
            severity=Severity(one["severity"]),
            span=span(one["span"]),
            message=one["message"],
            labels=tuple(Label(span(place), words) for place, words in one["labels"]),
            notes=tuple(one["notes"]),
            help=one["help"],
            fix=one["fix"] and Fix(one["fix"][0], tuple(Edit(span(place), words) for place, words in one["fix"][1])),
            allowed=one["allowed"],
        )
        for one in values
    )
