"""What to say about text that does not parse: try repairs, tell what was expected."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from typing import Final, NamedTuple

from ..diagnostics import Diagnostic, error
from ..source import Span
from .cursor import DEEP, Cursor, Misfit
from .lexical import MAX_DEPTH
from .machine import END
from .repairs import found_text, repairs
from .stop import Repair, Stop

_MOST: Final = 5
"""Findings in one piece; what comes later is more likely our confusion than another mistake."""
_FAR: Final = 60
"""Tokens that a trial reads on; further ones say nothing about the place of the repair."""
_ENOUGH: Final = 3
"""Tokens that a repair must gain, unless it reaches the end."""

_LAST_TOKEN: Final = re.compile(r"[A-Za-z0-9_]+\Z|[^\s]\Z")
_ARITHMETIC: Final = frozenset(("PLUS", "MINUS", "STAR", "SLASH", "FLOOR_SLASH", "PERCENT"))
_OPERATORS: Final = _ARITHMETIC | {
    "COMPARE", "AND", "OR", "NOT", "IN", "COALESCE", "DOT", "SAFE_DOT", "LSQB", "LPAR"
}  # fmt: skip
_LITERALS: Final = frozenset(("INT", "FLOAT", "STRING", "LONG_STRING", "LSQB", "MINUS", "TRUE", "FALSE", "NULL"))
_ALWAYS: Final = frozenset(("NAME", "INT", "FLOAT", "STRING", "LPAR"))
"""What every place for an expression accepts."""
_STARTS: Final = _LITERALS | {"NAME", "TEMPLATE", "LONG_TEMPLATE", "LBRACE", "LPAR", "NOT", "IF"}
_CLASSES: Final[Mapping[str, str]] = {
    "NAME": "a name",
    "INT": "a whole number",
    "FLOAT": "a number",
    "RANGE": "a range such as `1..5`",
    "RANGE_TO": "a range such as `1..5`",
    "STRING": "a string",
    "LONG_STRING": "a string",
    "TEMPLATE": 'a template such as `$"..."`',
    "LONG_TEMPLATE": 'a template such as `$"..."`',
    "COMPARE": "a comparison",
    "CODE": "a block of code, which begins with three backticks and `python`",
    END: "the end",
}


class Place(NamedTuple):
    """A range of text that failed to parse, with what is known about the file."""

    piece: Span
    comments: tuple[Span, ...]
    terminals: Mapping[str, str]
    """Terminals with one text each, such as COMMA to `,`."""


def explain(cursor: Cursor, place: Place, *, thorough: bool) -> tuple[Diagnostic, ...]:
    """Findings for a piece that does not parse; *cursor* stands at its start.

    When *thorough*, repairs are tried and the piece is read on after each that helps; else the first stop
    is reported as it is.
    """
    found: list[Diagnostic] = []
    while len(found) < _MOST:
        complaint = _read_on(cursor)
        if complaint == DEEP:
            here = Span(place.piece.source, cursor.offset, cursor.offset)
            found.append(error("TW0112", here, f"this nests more than {MAX_DEPTH} levels deep"))
        if isinstance(complaint, str):
            break
        stop = _stop(cursor, complaint, place)
        best = _best(cursor, stop, place) if thorough else None
        if best is None:
            found.append(_plain(stop, place.terminals))
            break
        repair, cursor = best
        found.append(repair.finding)
    return tuple(found)


def _read_on(cursor: Cursor) -> Misfit | str:
    """What stops *cursor*: a token that does not fit, the end, or too deep nesting."""
    while (token := cursor.read()) not in (END, DEEP):
        if isinstance(token, Misfit):
            break
    return token


def _best(cursor: Cursor, stop: Stop, place: Place) -> tuple[Repair, Cursor] | None:
    """The repair that lets the parser get furthest, with the cursor behind it; None where none helps."""
    best, furthest = None, _ENOUGH - 1
    for repair in repairs(stop, place.terminals):
        behind = cursor.fork()
        if not all(behind.feed(kind) for kind, _ in repair.feed):
            continue
        behind.offset = repair.resume
        gained = _gain(behind.fork())
        if gained > furthest or (best is None and (repair.known or (repair.sure and gained))):
            best, furthest = (repair, behind), max(gained, furthest)
    return best


def _gain(cursor: Cursor) -> int:
    """How many tokens *cursor* can read, at most; the end counts more than any number of them."""
    for gained in range(_FAR):
        token = cursor.read()
        if token == END:
            return _FAR + 1
        if token == DEEP or isinstance(token, Misfit):
            return gained
    return _FAR


def _stop(cursor: Cursor, complaint: Misfit, place: Place) -> Stop:
    """What is known where *complaint* does not fit."""
    source = place.piece.source
    kind, start, end = complaint.kind, complaint.start, complaint.end
    before = _token_before(start, place)
    if kind == END:
        start = end = before.end
    elif not kind:
        end = _end_of_marks(source.text, start, place.piece.end)
    return Stop(kind, Span(source, start, end), before, cursor.accepts(), place.piece)


def _end_of_marks(text: str, start: int, end: int) -> int:
    """Where a run of marks that belong together, such as `&&`, ends."""
    at = start + 1
    while at < end and text[start] in "&!;=<>|" and text[at] in "&|=<>":
        at += 1
    return at


def _token_before(offset: int, place: Place) -> Span:
    """The last token of the piece before *offset*; only its end is exact for strings."""
    source, start = place.piece.source, place.piece.start
    text = source.text
    at = offset
    while True:
        at = start + len(text[start:at].rstrip())
        index = bisect_right(place.comments, at - 1, key=lambda span: span.start) - 1
        if index < 0 or not place.comments[index].start <= at - 1 < place.comments[index].end:
            break
        if place.comments[index].start < start:
            break
        at = place.comments[index].start
    match = _LAST_TOKEN.search(text[max(start, at - 100) : at])
    length = len(match.group()) if match else 0
    return Span(source, at - length, at)


def _plain(stop: Stop, terminals: Mapping[str, str]) -> Diagnostic:
    """What was found, and what would fit."""
    found = found_text(stop)
    expected = _expected(stop.accepts, terminals)
    if stop.kind == "LPAR" and _follows_dot(stop.before):
        name = stop.before.text
        return error("TW0101", stop.span, "there are no methods to call", help=f"write `{name}(value)`: functions only")
    where = f" after `{stop.before.text}`" if stop.before.text else ""
    verdict = "the text ends too early" if stop.kind == END else f"{found} cannot stand here"
    return error("TW0101", stop.span, verdict + where, help=f"expected {expected}" if expected else None)


def _follows_dot(span: Span) -> bool:
    return span.source.text[: span.start].endswith(".")


def _expected(accepts: frozenset[str], terminals: Mapping[str, str]) -> str:
    """*accepts* in words; empty where the list would be too long to help."""
    rest = set(accepts)
    words: list[str] = []
    if rest >= _ALWAYS:
        words.append("an expression")
        rest -= _STARTS
    elif rest >= _LITERALS:
        words.append("a value")
        rest -= _LITERALS | {"NAME"}
    if rest - _OPERATORS:
        # Operators fit after every expression; what else fits tells more.
        rest -= _OPERATORS
    words.extend(sorted({_CLASSES.get(kind) or f"`{terminals[kind]}`" for kind in rest}))
    if len(words) > 8:
        return ""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + f" or {words[-1]}" if words else ""
