"""Parts of tasks, levels, data and failures as newcomers write them, and what is written for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..diagnostics.suggest import closest
from .reach import closing, expression_end, find, here, passing, said
from .stop import Repair, Stop

_X: Final = ("NAME", "x")
_NEAR: Final = 300
"""Characters before a stop that are looked at."""
_EACH: Final = re.compile(r"\beach\s+([A-Za-z_]\w*)\s+in\s+([^\n{}]+?)\s*\Z")
_OR: Final = re.compile(r"(or|\|\||\?\?)\s+(raise|throw|fail)\s+\Z")
_OR_ALONE: Final = re.compile(r"(or|\|\|)\s+\Z")
_FAILURE: Final = re.compile(r"(?:(?:raise|throw|fail)\s+)?[A-Za-z_]\w*\s*")
_COALESCED: Final = re.compile(r"\?\?\s+\Z")
_FILE: Final = re.compile(r"[A-Za-z_][\w./-]*")
_DASHED: Final = re.compile(r"\bkind\s+([a-z]\w*)\Z")
_DASHES: Final = re.compile(r"(?:-[a-z]\w*)+")
_LEVEL: Final = re.compile(r"\blevel\s+([A-Za-z_]\w*)\s*\Z")
RUNG_NAMES: Final = ("easy", "medium", "hard", "expert")
"""The rungs of the standard ladder, as `checking.ladder` knows them."""
_UNIT: Final = re.compile(r"[A-Za-z%€$][\w/]*(?=\s*\|)")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?\b")
_ENTRY: Final = re.compile(r"\{\s*[A-Za-z_]\w*\s*:")


def plans(stop: Stop) -> Iterator[Repair]:
    """What *stop* may be in a task, a level, a table or a failure."""
    yield from _each(stop)
    yield from _chosen(stop)
    yield from _failures(stop)
    yield from _misspelt_failure(stop)
    yield from _files(stop)
    yield from _kinds(stop)
    yield from _units(stop)
    yield from _days(stop)
    yield from _levels(stop)
    yield from _lone_level(stop)
    yield from _results(stop)


def _before(stop: Stop) -> str:
    start = stop.span.start
    return stop.span.source.text[max(stop.piece.start, start - _NEAR) : start]


def _each(stop: Stop) -> Iterator[Repair]:
    if stop.span.text not in ("if", "where", "when", "filter") or "EACH" not in stop.accepts:
        return
    match = _EACH.search(_before(stop))
    if match is None:
        return
    text, start = stop.span.source.text, stop.span.start
    first, end = (
        start - (len(match.group()) - match.start(2) + match.start()),
        expression_end(stop.piece, stop.span.end),
    )
    name, rows = match[1], match[2]
    meant = f"[{name} for {name} in {rows} if {text[stop.span.end : end].strip()}]"
    message = "what `each` goes over is a list, chosen in brackets"
    yield passing(said(stop.span, message, f"write `each {name} in {meant}`", (first, end, meant)), end)


def _chosen(stop: Stop) -> Iterator[Repair]:
    """`[City if people > 5]`."""
    asks = stop.span.text in ("if", "where") and "RSQB" in stop.accepts and "IF" not in stop.accepts
    if asks and find(stop.piece, stop.span.end, "else") is None:
        help_ = "write `[x for x in City if x.size > 5]`"
        end = expression_end(stop.piece, stop.span.end)
        yield passing(said(stop.span, "a list says first what it goes over", help_), end)


def _failures(stop: Stop) -> Iterator[Repair]:
    text, start = stop.span.source.text, stop.span.start
    read = _OR.search(_before(stop))
    alone = _OR_ALONE.search(_before(stop)) if stop.span.text in ("raise", "throw", "fail") else None
    match = _FAILURE.match(text, start, stop.piece.end) if read or alone else None
    if match is None:
        return
    end = match.end()
    if text.startswith("(", end):
        end = closing(stop.piece, end) or end
    joined = read or alone
    begin = start - len(joined.group()) if joined else start
    word_end = start if read else stop.span.end
    span = here(stop, begin, len(text[:word_end].rstrip()))
    help_ = "write `?? fail Name(...)`"
    finding = said(
        span, "what fails where a value is null stands behind `??`", help_, (span.start, span.end, "?? fail")
    )
    yield passing(finding, end, *(() if read else (_X,)))


def _misspelt_failure(stop: Stop) -> Iterator[Repair]:
    """`?? fial Name(...)`: the word has been read as a name."""
    word = stop.before
    behind = _COALESCED.search(stop.span.source.text, max(stop.piece.start, word.start - _NEAR), word.start)
    if stop.kind == "NAME" and behind is not None and closest(word.text, ("fail",)) is not None:
        edit = (word.start, word.end, "fail")
        # The word goes on as the name of a function, which the arguments of the error may stand behind.
        yield passing(said(word, f"`{word.text}` cannot stand here", "did you mean `fail`?", edit), stop.span.end)


def _files(stop: Stop) -> Iterator[Repair]:
    text, start = stop.span.source.text, stop.span.start
    match = _FILE.match(text, start, stop.piece.end)
    if stop.before.text != "from" or "STRING" not in stop.accepts or match is None:
        return
    name = match.group()
    imported = stop.piece.text.startswith("import") and not name.endswith(".tool")
    meant = f'"{name}.tool"' if imported else f'"{name}"'
    finding = said(
        here(stop, start, match.end()), "a file stands in quotes", f"write `{meant}`", (start, match.end(), meant)
    )
    yield passing(finding, match.end(), ("STRING", '""'))


def _kinds(stop: Stop) -> Iterator[Repair]:
    before = _DASHED.search(_before(stop))
    dashes = _DASHES.match(stop.span.source.text, stop.span.start, stop.piece.end)
    if stop.kind != "MINUS" or before is None or dashes is None:
        return
    start, end = stop.span.start, dashes.end()
    meant = dashes.group().replace("-", "_")
    span = here(stop, stop.before.start, end)
    yield passing(
        said(span, "words of a name are joined by `_`", f"write `{before[1]}{meant}`", (start, end, meant)), end
    )


def _units(stop: Stop) -> Iterator[Repair]:
    start = stop.span.start
    match = _UNIT.match(stop.span.source.text, start, stop.piece.end)
    digit = stop.before.text[-1:].isdigit() and stop.before.end == start
    if match is None or not digit or "VBAR" not in stop.accepts:
        return
    help_ = f'leave it out, and say it in the type of the field: `int(unit="{match.group()}")`'
    span = here(stop, start, match.end())
    yield passing(said(span, "a number has no unit behind it", help_, (start, match.end(), "")), match.end())


def _days(stop: Stop) -> Iterator[Repair]:
    """`on: date = 2026-03-01`, where no difference can stand."""
    match = _DAY.match(stop.span.source.text, stop.before.start, stop.piece.end)
    if stop.kind == "MINUS" and match is not None and not stop.piece.text.startswith("data"):
        meant = f'"{match.group()}"'
        span = here(stop, match.start(), match.end())
        finding = said(span, "a date stands in quotes", f"write `{meant}`", (match.start(), match.end(), meant))
        yield passing(finding, match.end())


def _levels(stop: Stop) -> Iterator[Repair]:
    text, start, end = stop.span.source.text, stop.span.start, stop.span.end
    if stop.kind == "NAME" and "LEVEL" in stop.accepts and re.compile(r"\s*\{").match(text, end, stop.piece.end):
        finding = said(stop.span, "a level begins with `level`", "write `level name { ... }`", (start, start, "level "))
        yield passing(finding, end, ("LEVEL", "level"), _X)
    elif stop.kind == "INT" and stop.before.text == "level" and "NAME" in stop.accepts:
        meant = f"level_{stop.span.text}"
        finding = said(stop.span, "a level has a name", f"write `level {meant}`", (start, end, meant))
        yield passing(finding, end, _X)
    elif stop.kind == "EQUAL" and re.match(r"data\s+\w+\s*\Z", stop.piece.source.text[stop.piece.start : start]):
        help_ = 'write a table, `data City { | id | | "oslo" | }`, or name a file: `data City from "cities.json"`'
        finding = said(stop.span, "rows are not assigned", help_)
        yield passing(finding, stop.piece.end, ("FROM", "from"), ("STRING", '""'))


def _lone_level(stop: Stop) -> Iterator[Repair]:
    """`level easy`, with nothing behind it."""
    match = _LEVEL.search(_before(stop)) if stop.accepts == {"TO", "LBRACE"} else None
    if match is None:
        return
    name, end = match[1], stop.before.end
    rung = name if name in RUNG_NAMES else closest(name, RUNG_NAMES)
    one = rung or RUNG_NAMES[0]
    help_ = f"write `level {one} .. level {one}` for a rung of the ladder, or `level {name} {{ toolset: 2 }}`"
    edits = [(stop.before.start, end, f"{rung} .. level {rung}")] if rung else []
    finding = said(stop.before, f"`level {name}` alone says nothing of what is scaled", help_, *edits)
    yield passing(finding, stop.span.start, ("LBRACE", "{"), ("RBRACE", "}"))


def _results(stop: Stop) -> Iterator[Repair]:
    text, start = stop.span.source.text, stop.span.start
    first = not text[text.rfind("\n", 0, start) + 1 : start].strip()
    if stop.kind == "LBRACE" and "RETURN" in stop.accepts and first and _ENTRY.match(text, start, stop.piece.end):
        help_ = "write `return { ... }`"
        finding = said(stop.span, "a tool gives its result with `return`", help_, (start, start, "return "))
        yield passing(finding, start, ("RETURN", "return"))
