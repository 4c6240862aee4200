"""Comments that allow a finding: `# allow TW0808: rows are compared by the file's order`.

Alone on its line, such a comment speaks for the declaration, statement, field or clause that follows (or for the line,
where none begins there); behind something, for its line. It names one code or several, and always a reason. It is for
warnings and notes: an error is mended, not allowed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ..diagnostics import Diagnostic, Edit, Fix, Severity, warning
from ..diagnostics.catalogue import CATALOGUE
from ..diagnostics.findings import near
from ..source import Source, Span
from ..syntax import nodes
from ..syntax.parse import parse
from ..syntax.walk import children

_ALLOW: Final = re.compile(
    r"#+[ \t]*allow[ \t]+(?P<codes>TW\w*(?:[ \t]*,[ \t]*TW\w*)*)[ \t]*:?(?P<reason>.*)", re.I | re.S
)
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

    def holds(self, found: Diagnostic) -> Span | None:
        """The code that allows *found*, None where none does."""
        inside = found.span.source.name == self.scope.source.name
        if not inside or not self.scope.start <= found.span.start < max(self.scope.end, self.scope.start + 1):
            return None
        return next((code for code in self.codes if code.text == found.code), None)


def allowances(module: nodes.Module, comments: Sequence[Span]) -> tuple[Allowance, ...]:
    """What the *comments* of a file allow."""
    found = []
    for comment in comments:
        match = _ALLOW.match(comment.text.rstrip())
        if match is None:
            continue
        text, at = match["codes"], comment.start + match.start("codes")
        codes = tuple(
            Span(comment.source, at + code.start(), at + code.end()) for code in re.finditer(r"TW\w*", text, re.I)
        )
        line, column = comment.source.position(comment.start)
        alone = not comment.source.line(line)[: column - 1].strip()
        scope = _behind(module, comment, comments) if alone else _line(comment.source, comment.start)
        found.append(Allowance(comment, codes, match["reason"].strip(), scope, alone))
    return tuple(found)


def _line(source: Source, offset: int) -> Span:
    number, column = source.position(offset)
    start = offset - column + 1
    return Span(source, start, start + len(source.line(number)))


def _behind(module: nodes.Module, comment: Span, comments: Sequence[Span]) -> Span:
    """The outermost construct that begins right behind *comment*, or else the line."""
    text = comment.source.text
    ends = {other.start: other.end for other in comments}
    at = comment.end
    while at < len(text) and (text[at].isspace() or at in ends):
        at = ends.get(at, at + 1)
    line = _line(comment.source, min(at, len(text)))
    level: Iterable[nodes.Node] = module.items
    while (holder := next((node for node in level if node.span.start <= at < node.span.end), None)) is not None:
        if holder.span.start == at:
            return Span(comment.source, at, max(line.end, holder.span.end))
        level = children(holder)
    return line


def not_allowed(diagnostics: Sequence[Diagnostic], allowed: Sequence[Allowance]) -> list[Diagnostic]:
    """*diagnostics* without those that are allowed; errors stay."""
    return [
        found
        for found in diagnostics
        if found.severity is Severity.ERROR or not any(each.holds(found) for each in allowed)
    ]


def problems(allowed: Sequence[Allowance], diagnostics: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """What is wrong with the allowances themselves; *diagnostics* are all findings of the check, lints included."""
    errors = [found for found in diagnostics if found.severity is Severity.ERROR]
    mild = [found for found in diagnostics if found.severity is not Severity.ERROR]
    for each in allowed:
        if not each.reason:
            instead = f"say why: `# allow {', '.join(code.text for code in each.codes)}: ...`"
            yield warning("TW0847", each.comment, "this allows something without a reason", help=instead)
        for code in each.codes:
            if code.text not in CATALOGUE:
                yield _unknown(code)
            elif any(each.holds(found) is code for found in errors):
                yield _idle(each, code, f"`{code.text}` is an error here, and errors cannot be allowed", "mend it")
            # With errors about, not every rule has looked.
            elif not errors and not _found_by_compiler(code.text) and not any(each.holds(f) is code for f in mild):
                yield _idle(each, code, f"nothing here gives `{code.text}`", "leave the comment out")


def _found_by_compiler(code: str) -> bool:
    return int(code[-2:]) >= _FIRST_OF_COMPILER


def _unknown(code: Span) -> Diagnostic:
    upper = code.text.upper()
    guess = upper if upper in CATALOGUE else near(upper, tuple(CATALOGUE))
    fix = Fix(f"write `{guess}`", (Edit(code, guess),)) if guess else None
    instead = f"did you mean `{guess}`?" if guess else None
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
    return tuple(not_allowed(diagnostics, allowed))
