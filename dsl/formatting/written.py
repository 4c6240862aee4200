"""What the author wrote where the tree does not say it: forms of strings and numbers, empty lines, positions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from ..source import Source, Span
from ..syntax import nodes
from ..syntax.strings import unindented
from .layout import Doc, Line, Long, Mark
from .place import after_blank

_TOKEN: Final = re.compile(
    r"""
      (?P<comment> \#[^\n]* )
    | (?P<string>  \$?\"\"\" (?: [^"\\] | \\(?:.|\n) | ""?(?:[^"\\]|\\(?:.|\n)) )* \"\"\" | \$?"(?:[^"\\\n]|\\[^\n])*" )
    | (?P<code>    ```python[ \t\r]*\n (?: [^`] | `[^`] | ``[^`] )* ``` )
    | (?P<number>  [0-9][0-9_]* (?: \.[0-9][0-9_]* (?:[eE][+-]?[0-9]+)? )? )
    | (?P<other>   [A-Za-z0-9_]+ | [^\s] )
    """,
    re.VERBOSE,
)
_CONTROL: Final = "\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_UNSEEN: Final = re.compile(f"[{_CONTROL}]")
_HOLE: Final = "\0"  # cannot stand in a source: the parser refuses texts with NUL


@dataclass(frozen=True, slots=True)
class Written:
    """Reads what a tree leaves open off its source; without one, everything gets its usual form."""

    source: Source | None = None
    marks: bool = False
    """Whether there are comments to place."""

    def mark(self, offset: int) -> Doc:
        """A mark for what was written at *offset*."""
        return Mark(offset) if self.marks else ""

    def line(self, offset: int, first: bool) -> Line:
        """The line before what was written at *offset*, *first* after an opening bracket."""
        return _LINES[first][self.source is not None and after_blank(self.source, offset)]

    def string(self, span: Span, flat: bool = False) -> Doc | None:
        """The string in *span* (perhaps in brackets) in its own form; None where that is not to be had."""
        token = self.token(span, "string")
        return None if token is None else self._text(token, (), (), flat)

    def template(self, template: nodes.Template, show: Callable[[nodes.Hole], str], flat: bool = False) -> Doc | None:
        """A template in its own form, with its holes as *show* prints them; None where that is not to be had."""
        token = self.token(template.span, "string")
        if token is None:
            return None
        holes = [part for part in template.parts if isinstance(part, nodes.Hole)]
        # A comment in a hole is kept with the hole.
        shown = [hole.span.text if "#" in hole.span.text else show(hole) for hole in holes]
        return self._text(token, tuple(hole.span for hole in holes), tuple(shown), flat)

    def number(self, span: Span) -> str | None:
        """The number in *span*, with its sign; None without a source."""
        token = self.token(span, "number")
        if token is None:
            return None
        sign = "-" if any(match.group() == "-" for match in _tokens(token.source, span.start, token.start)) else ""
        return sign + token.text

    def token(self, span: Span, kind: str) -> Span | None:
        """The first token of *kind* (string, number, other) in *span*; None without a source."""
        if self.source is None:
            return None
        tokens = (match for match in _tokens(self.source, span.start, span.end) if match.lastgroup == kind)
        found = next(tokens, None)
        return None if found is None else Span(self.source, found.start(), found.end())

    def tokens(self, span: Span, kind: str) -> list[Span]:
        """All tokens of *kind* in *span*; none without a source."""
        if self.source is None:
            return []
        found = _tokens(self.source, span.start, span.end)
        return [Span(self.source, m.start(), m.end()) for m in found if m.lastgroup == kind]

    def seek(self, start: int, words: tuple[str, ...], end: int) -> int:
        """Where the last of *words* stands, which follow each other from *start* on with anything between them.

        It is *end* where they do not, or without a source.
        """
        if self.source is None:
            return end
        wanted = iter(words)
        word = next(wanted)
        for match in _tokens(self.source, start, end):
            if match.group() == word:
                following = next(wanted, None)
                if following is None:
                    return match.start()
                word = following
        return end

    def closing(self, start: int, words: tuple[str, ...], end: int) -> Doc:
        """A mark where `seek` finds *words*."""
        return self.mark(self.seek(start, words, end)) if self.marks else ""

    def last(self, word: str, start: int, end: int) -> int:
        """Where the last *word* before *end* stands; *end* without a source."""
        if self.source is None:
            return end
        return max((match.start() for match in _tokens(self.source, start, end) if match.group() == word), default=end)

    def numbered(self, word: str, span: Span) -> tuple[int, str] | None:
        """Where *word* stands right before a number in *span*, and that number; None without a source."""
        if self.source is None:
            return None
        at, sign = -1, ""
        for match in _tokens(self.source, span.start, span.end):
            if match.group() == word:
                at, sign = match.start(), ""
            elif at >= 0 and match.group() == "-":
                sign = "-"
            elif at >= 0 and match.lastgroup == "number":
                return at, sign + match.group()
            else:
                at = -1
        return None

    def _text(self, token: Span, holes: tuple[Span, ...], shown: tuple[str, ...], flat: bool) -> Doc | None:
        """The string *token*, the source of whose *holes* is put as *shown*."""
        raw, text = token.text, token.source.text
        quotes = '"""' if raw.lstrip("$").startswith('"""') else '"'
        opening = ("$" if raw.startswith("$") else "") + quotes
        starts = (token.start + len(opening), *(hole.end for hole in holes))
        ends = (*(hole.start for hole in holes), token.end - len(quotes))
        body = _HOLE.join(text[start:end] for start, end in zip(starts, ends, strict=True))
        several = "\n" in body
        if several:
            body = unindented(body)
        if several and (flat or not body):
            return None if body else f'{opening[:-2]}"'
        fill = iter(shown)
        lines = [_UNSEEN.sub(_escaped, line) for line in body.split("\n")]
        filled = [re.sub(_HOLE, lambda _: next(fill), line) for line in lines]
        return Long((opening, *filled, quotes)) if several else opening + filled[0] + quotes


FROM_TREE: Final = Written()
"""For trees without a text."""


def _escaped(match: re.Match[str]) -> str:
    char = match.group()
    return char if char == _HOLE else "\\t" if char == "\t" else f"\\u{{{ord(char):x}}}"


def _tokens(source: Source, start: int, end: int) -> Iterator[re.Match[str]]:
    """Tokens of *source* in the range, comments left out."""
    return (match for match in _TOKEN.finditer(source.text, start, end) if match.lastgroup != "comment")


_LINES: Final = {
    first: {blank: Line(None, loose=True, blank=blank, first=first) for blank in (False, True)}
    for first in (False, True)
}
