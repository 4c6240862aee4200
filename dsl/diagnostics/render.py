"""Diagnostics as text for people, and as JSON and GitHub annotations for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any, Final

from ..source import Source, Span
from .catalogue import CATALOGUE
from .excerpt import Mark, excerpt, safe
from .record import Diagnostic, Fix, Severity

_COLOURS: Final = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[1;33m", Severity.NOTE: "\x1b[1;36m"}
_BOLD: Final = "\x1b[1m"
_BLUE: Final = "\x1b[1;34m"
_OFF: Final = "\x1b[0m"
_GITHUB: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


# -------------------------------------------------------------------- text


def render_text(diagnostics: Sequence[Diagnostic], colour: bool, counted: bool = True) -> str:
    """Every finding with the lines it is about, and how many there are where they are to be *counted*."""
    if not diagnostics:
        return ""
    blocks = [_block(diagnostic, colour) for diagnostic in diagnostics]
    return "\n\n".join([*blocks, *([counts(diagnostics)] if counted else [])]) + "\n"


def _block(diagnostic: Diagnostic, colour: bool) -> str:
    def paint(style: str, text: str) -> str:
        return f"{style}{text}{_OFF}" if colour else text

    tint = _COLOURS[diagnostic.severity]
    span = diagnostic.span
    head = paint(tint, f"{diagnostic.severity}[{diagnostic.code}]")
    lines = [head + paint(_BOLD, f": {safe(diagnostic.message)}")]
    line, column = span.source.position(span.start)
    own = [Mark(label.span, label.text, main=False) for label in diagnostic.labels
           if label.span.source is span.source]  # fmt: skip
    marks = [Mark(span, "", main=True), *own]
    foreign = [label for label in diagnostic.labels if label.span.source is not span.source]
    numbers = [mark.span.source.position(mark.span.start)[0] for mark in marks]
    numbers += [label.span.source.position(label.span.start)[0] for label in foreign]
    gutter = len(str(max(numbers)))

    def quoted(marks: Sequence[Mark]) -> Iterable[str]:
        yield " " * (gutter + 1) + paint(_BLUE, "|")
        for row in excerpt(marks):
            number = paint(_BLUE, f"{row.number or '':>{gutter}} |")
            text = paint(tint if row.main else _BLUE, row.text) if row.is_mark else row.text
            yield f"{number} {text}".rstrip()

    lines.append(f"{' ' * gutter}{paint(_BLUE, '-->')} {safe(span.source.name)}:{line}:{column}")
    if span.source.text:
        lines.extend(quoted(marks))
    for label in foreign:
        row, at = label.span.source.position(label.span.start)
        lines.append(f"{' ' * gutter}{paint(_BLUE, ':::')} {safe(label.span.source.name)}:{row}:{at}")
        lines.extend(quoted([Mark(label.span, label.text, main=False)]))
    remarks = [("note", note) for note in diagnostic.notes]
    if diagnostic.help is not None:
        remarks.append(("help", diagnostic.help))
    for word, text in remarks:
        pad = "\n" + " " * (gutter + 5 + len(word))
        body = pad.join(safe(part) for part in text.split("\n"))
        lines.append(f"{' ' * (gutter + 1)}{paint(_BLUE, '=')} {paint(_BOLD, word)}: {body}")
    return "\n".join(lines)


def counts(diagnostics: Sequence[Diagnostic]) -> str:
    """How many findings of each severity there are: `2 errors, 1 warning`."""
    numbers = [(sum(1 for d in diagnostics if d.severity is severity), str(severity)) for severity in Severity]
    return ", ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in numbers if n)


# -------------------------------------------------------------------- JSON


def render_json(diagnostics: Sequence[Diagnostic]) -> str:
    """One JSON object a line.

    Lines and columns count from 1, columns and offsets in code points; `byte` is the offset in the UTF-8 text without
    a byte order mark.
    """
    return "".join(json.dumps(_as_object(d), ensure_ascii=True) + "\n" for d in diagnostics)


def _as_object(diagnostic: Diagnostic) -> Mapping[str, Any]:
    return {
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        **_range(diagnostic.span),
        "message": diagnostic.message,
        "labels": [{**_range(label.span), "text": label.text} for label in diagnostic.labels],
        "notes": list(diagnostic.notes),
        "help": diagnostic.help,
        "fix": None if diagnostic.fix is None else _fix(diagnostic.fix),
    }


def _fix(fix: Fix) -> Mapping[str, Any]:
    return {
        "title": fix.title,
        "edits": [{**_range(edit.span), "text": edit.text} for edit in fix.edits],
    }


def _range(span: Span) -> Mapping[str, Any]:
    return {"file": span.source.name, "start": _point(span, span.start), "end": _point(span, span.end)}


def _point(span: Span, offset: int) -> Mapping[str, int]:
    line, column = span.source.position(offset)
    return {"offset": offset, "byte": _byte(span.source, offset), "line": line, "column": column}


def _byte(source: Source, offset: int) -> int:
    if source.text.isascii():
        return offset
    line, column = source.position(offset)
    return _bytes_before(source)[line - 1] + _size(source.text[offset - column + 1 : offset])


@lru_cache(maxsize=4)
def _bytes_before(source: Source) -> tuple[int, ...]:
    """The bytes before each line of *source*."""
    return tuple(accumulate((_size(line) + 1 for line in source.text.split("\n")[:-1]), initial=0))


def _size(text: str) -> int:
    # A lone surrogate is told as what it is; no file holds one.
    return len(text.encode("utf-8", "surrogatepass"))


# ------------------------------------------------------------------ GitHub


def render_github(diagnostics: Sequence[Diagnostic]) -> str:
    """Workflow commands, one line each, that show the findings on a pull request's lines."""
    return "".join(_command(diagnostic) + "\n" for diagnostic in diagnostics)


def _command(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    line, column = span.source.position(span.start)
    end_line, end_column = span.source.position(span.end)
    properties = {"file": span.source.name, "line": line, "col": column}
    if end_line == line:
        # GitHub refuses columns over several lines.
        properties["endColumn"] = max(column, end_column - 1)
    else:
        properties["endLine"] = end_line
    properties["title"] = f"{diagnostic.code}: {CATALOGUE[diagnostic.code].title}"
    text = "\n".join(
        [diagnostic.message, *diagnostic.notes, *([f"help: {diagnostic.help}"] if diagnostic.help else [])]
    )
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{_GITHUB[diagnostic.severity]} {listed}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
