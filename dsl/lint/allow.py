"""Comments that allow a finding: `# allow TW0808: rows are compared by the file's order`.

Alone on its line, such a comment speaks for the declaration, statement, field or clause that follows (or for the line,
where none begins there); behind something, for its line. It names one code or several, and always a reason. It is for
warnings and notes: an error is mended, not allowed.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from ..diagnostics import Diagnostic, Edit, Fix, Severity, warning
from ..diagnostics.catalogue import CATALOGUE
from ..diagnostics.findings import MAX_GUESSED, near
from ..source import Source, Span
from ..syntax import nodes
from ..syntax.parse import parse
from ..syntax.walk import walk

_ALLOW: Final = re.compile(
    r"#+[ \t]*allow[ \t]+(?P<codes>TW\w*(?:[ \t]*,[ \t]*TW\w*)*)[ \t]*:?(?P<reason>.*)", re.I | re.S
)
_BLANK: Final = re.compile(r"\s+")
_FIRST_OF_COMPILER: Final = 50
"""In every range, codes that end in 50 or more are found when a scenario is built, not when it is checked."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """One comment that allows something."""

    comment: Span
    codes: tuple[Span, ...]
    reason: str
    scope: Span
    """Findings that begin here are allowed."""
    alone: bool
    """Whether nothing else stands on its line."""


def allowances(module: nodes.Module, comments: Sequence[Span]) -> tuple[Allowance, ...]:
    """What the *comments* of a file allow."""
    said = [(comment, match) for comment in comments if (match := _ALLOW.match(comment.text.rstrip()))]
    if not said:
        return ()
    behind = _behind(comments)
    ends = _ends(module, set(behind.values()))
    found = []
    for comment, match in said:
        at = comment.start + match.start("codes")
        words = re.finditer(r"TW\w*", match["codes"], re.I)
        codes = tuple(Span(comment.source, at + word.start(), at + word.end()) for word in words)
        number, column = comment.source.position(comment.start)
        alone = not comment.source.line(number)[: column - 1].strip()
        if alone:
            start = behind[comment.start]
            line = _line(comment.source, start)
            scope = Span(comment.source, start, max(line.end, ends.get(start, 0)))
        else:
            scope = _line(comment.source, comment.start)
        found.append(Allowance(comment, codes, match["reason"].strip(), scope, alone))
    return tuple(found)


def _line(source: Source, offset: int) -> Span:
    number, column = source.position(offset)
    start = offset - column + 1
    return Span(source, start, start + len(source.line(number)))


def _behind(comments: Sequence[Span]) -> dict[int, int]:
    """Where the text goes on behind each comment, other comments passed over; by the comment's start."""
    found: dict[int, int] = {}
    for comment in reversed(comments):
        text = comment.source.text
        blank = _BLANK.match(text, comment.end)
        at = blank.end() if blank else comment.end
        found[comment.start] = found.get(at, at)
    return found


def _ends(module: nodes.Module, starts: set[int]) -> dict[int, int]:
    """Where the largest construct ends that begins at each of *starts*, as far as one does."""
    found: dict[int, int] = {}
    for item in module.items:
        for node in walk(item):
            if node.span.start in starts:
                found[node.span.start] = max(node.span.end, found.get(node.span.start, 0))
    return found


class _Places:
    """Where findings or allowances of each file and code stand, so that either is looked up at once."""

    def __init__(self, ranges: Iterable[tuple[str, str, int, int]]) -> None:
        """*ranges* are (file, code, start, end)."""
        sorted_: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for file, code, start, end in ranges:
            sorted_.setdefault((file, code), []).append((start, end))
        self._starts: dict[tuple[str, str], list[int]] = {}
        self._reach: dict[tuple[str, str], list[int]] = {}
        for key, spans in sorted_.items():
            spans.sort()
            self._starts[key] = [start for start, _ in spans]
            self._reach[key] = list(accumulate((end for _, end in spans), max))

    def begins_in(self, file: str, code: str, start: int, end: int) -> bool:
        """Whether a range begins between *start* and *end*."""
        starts = self._starts.get((file, code), [])
        position = bisect_left(starts, start)
        return position < len(starts) and starts[position] < end

    def covers(self, file: str, code: str, offset: int) -> bool:
        """Whether a range holds *offset*."""
        key = (file, code)
        position = bisect_right(self._starts.get(key, []), offset)
        return position > 0 and self._reach[key][position - 1] > offset


def judged(
    diagnostics: Sequence[Diagnostic], allowed: Sequence[Allowance]
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """Those of *diagnostics* that are not allowed, and those that are, with the reasons; errors are never allowed."""
    scopes = [
        (each, code.text, each.scope.start, max(each.scope.end, each.scope.start + 1))
        for each in allowed
        for code in each.codes
    ]
    places = _Places((each.scope.source.name, code, start, end) for each, code, start, end in scopes)
    reasons: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
    for each, code, start, end in scopes:
        reasons.setdefault((each.scope.source.name, code), []).append((start, end, each.reason))
    kept: list[Diagnostic] = []
    excused: list[Diagnostic] = []
    for found in diagnostics:
        file, at = found.span.source.name, found.span.start
        if found.severity is Severity.ERROR or not places.covers(file, found.code, at):
            kept.append(found)
        else:
            said = next(reason for start, end, reason in reasons[file, found.code] if start <= at < end)
            excused.append(replace(found, allowed=said))
    return kept, excused


def problems(allowed: Sequence[Allowance], diagnostics: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """What is wrong with the allowances themselves; *diagnostics* are all findings of the check, lints included."""
    errors = _places(found for found in diagnostics if found.severity is Severity.ERROR)
    mild = _places(found for found in diagnostics if found.severity is not Severity.ERROR)
    strangers = 0
    failed = any(found.severity is Severity.ERROR for found in diagnostics)
    for each in allowed:
        if not each.reason:
            instead = f"say why: `# allow {', '.join(code.text for code in each.codes)}: ...`"
            yield warning("TW0847", each.comment, "this allows something without a reason", help=instead)
        scope = each.scope
        for code in each.codes:
            where = (scope.source.name, code.text, scope.start, max(scope.end, scope.start + 1))
            if code.text not in CATALOGUE:
                strangers += 1
                yield _unknown(code, guess=strangers < MAX_GUESSED)
            elif errors.begins_in(*where):
                yield _idle(each, code, f"`{code.text}` is an error here, and errors cannot be allowed", "mend it")
            # With errors about, not every rule has looked.
            elif not failed and not _found_by_compiler(code.text) and not mild.begins_in(*where):
                yield _idle(each, code, f"nothing here gives `{code.text}`", "leave the comment out")


def _places(diagnostics: Iterable[Diagnostic]) -> _Places:
    return _Places((d.span.source.name, d.code, d.span.start, d.span.end) for d in diagnostics)


def _found_by_compiler(code: str) -> bool:
    return int(code[-2:]) >= _FIRST_OF_COMPILER


def _unknown(code: Span, guess: bool) -> Diagnostic:
    upper = code.text.upper()
    meant = upper if upper in CATALOGUE else near(upper, tuple(CATALOGUE)) if guess else None
    fix = Fix(f"write `{meant}`", (Edit(code, meant),)) if meant else None
    instead = f"did you mean `{meant}`?" if meant else None
    return warning("TW0848", code, f"there is no finding `{code.text}`", help=instead, fix=fix)


def _idle(each: Allowance, code: Span, message: str, instead: str) -> Diagnostic:
    return warning("TW0849", code, message, help=instead, fix=Fix("leave it out", (Edit(_removed(each, code), ""),)))


def _removed(each: Allowance, code: Span) -> Span:
    """What to delete so that *code* is no longer allowed: the comment, with its line where it stands alone."""
    text = each.comment.source.text
    if len(each.codes) > 1:
        number = each.codes.index(code)
        if number == 0:
            return Span(code.source, code.start, each.codes[1].start)
        return Span(code.source, each.codes[number - 1].end, code.end)
    start, end = each.comment.start, each.comment.end
    while start > 0 and text[start - 1] in " \t":
        start -= 1
    if each.alone and text[end : end + 2] == "\r\n":
        end += 2
    elif each.alone and end < len(text):
        end += 1
    return Span(code.source, start, end)


def without_allowed(diagnostics: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """*diagnostics* of a later stage without those that their files allow; errors stay."""
    allowed: list[Allowance] = []
    for source in {id(found.span.source): found.span.source for found in diagnostics}.values():
        if _ALLOW.search(source.text):
            parsed = parse(source)
            allowed += allowances(parsed.module, parsed.comments)
    return tuple(judged(diagnostics, allowed)[0])
