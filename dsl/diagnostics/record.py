"""What the front end tells an author: one record for every finding, however it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ..source import Span
from .catalogue import CATALOGUE


class Severity(StrEnum):
    """How bad a finding is; only errors keep a scenario from being built."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Label:
    """A second place that belongs to a finding, with a few words about it."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Put *text* in the place of *span*; an empty span inserts, an empty text deletes."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that mend a finding, safe to apply without reading; they do not overlap."""

    title: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding."""

    code: str
    """A key of the catalogue, such as `TW0203`; it never changes its meaning."""
    severity: Severity
    span: Span
    message: str
    """What is wrong, in one line that stands alone."""
    labels: tuple[Label, ...] = ()
    notes: tuple[str, ...] = ()
    """Why it is wrong."""
    help: str | None = None
    """What to write instead."""
    fix: Fix | None = None
    allowed: str | None = None
    """The reason why a comment of the author allows it, where one does."""


def error(
    code: str,
    span: Span,
    message: str,
    *,
    labels: tuple[Label, ...] = (),
    notes: tuple[str, ...] = (),
    help: str | None = None,  # noqa: A002 - the word of the messages
    fix: Fix | None = None,
    severity: Severity = Severity.ERROR,
) -> Diagnostic:
    """A finding at *span*; *code* must stand in the catalogue.

    What *message* and *help* quote of a hostile text may have lines, or no end: they are told in one line, and cut.
    """
    assert code in CATALOGUE, f"{code} is not in the catalogue"
    return Diagnostic(code, severity, span, _line(message), labels, notes, help and _cut(help), fix)


_LONGEST: Final = 1000
"""Most characters of a message."""


def _line(text: str) -> str:
    return _cut(text).replace("\r", "\\r").replace("\n", "\\n")


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def warning(
    code: str,
    span: Span,
    message: str,
    *,
    labels: tuple[Label, ...] = (),
    notes: tuple[str, ...] = (),
    help: str | None = None,  # noqa: A002 - the word of the messages
    fix: Fix | None = None,
) -> Diagnostic:
    """Like `error`, for what does not stop a build."""
    return error(code, span, message, labels=labels, notes=notes, help=help, fix=fix, severity=Severity.WARNING)
