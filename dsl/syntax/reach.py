"""How far parts reach in a text that does not parse, told from its brackets, strings and line ends alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ..diagnostics import Diagnostic, Edit, Fix, error
from ..source import Span
from .stop import Repair, Stop

_TOKEN: Final = re.compile(
    r"""
      \s+ | \#[^\n]*
    | \$?\"\"\" (?: [^"\\] | \\. | ""?(?!") )* \"\"\"
    | \$?" (?: [^"\\\n] | \\. )* "
    | '[^'\n]*' | `[^`\n]*`
    | [A-Za-z_]\w* | [0-9][\w.]*
    | \?\?|\?\.|=>|->|:=|&&|\|\||[=!<>]=+ | .
    """,
    re.VERBOSE | re.DOTALL,
)
_OPEN: Final = frozenset("([{")
_CLOSE: Final = frozenset(")]}")
_BEFORE: Final = frozenset(
    (
        ",",
        ":",
        "=",
        "=>",
        ":=",
        ";",
        "return",
        "let",
        "then",
        "else",
        "if",
        "in",
        "for",
        "require",
        "expect",
        "answer",
        "goal",
        "derive",
        "gives",
        "ask",
        "asks",
        "each",
        "insert",
        "update",
        "delete",
        "while",
        "fail",
        "by",
        "take",
        "skip",
    )
)
"""What an expression follows."""
_BEHIND: Final = frozenset(
    (
        "for",
        "then",
        "else",
        "asks",
        "gives",
        "after",
        "within",
        "unordered",
        "phrased",
        "sort",
        "take",
        "skip",
        "group",
        "fails",
    )
)
"""Words that end an expression."""
_GOING_ON: Final = frozenset(
    (
        "?",
        ":",
        "+",
        "-",
        "*",
        "/",
        "%",
        ".",
        "?.",
        "??",
        "and",
        "or",
        "&&",
        "||",
        "==",
        "!=",
        "<",
        ">",
        "<=",
        ">=",
        "in",
        "not",
    )
)
"""What joins the lines before and behind it."""
_FURTHEST: Final = 4000
"""Characters that are looked at on each side."""


class Token(NamedTuple):
    """A word or mark; strings are one."""

    start: int
    end: int
    text: str


def tokens(text: str, start: int, end: int) -> Iterator[Token]:
    """The words and marks of *text* between *start* and *end*, without blanks and comments."""
    for match in _TOKEN.finditer(text, start, end):
        word = match.group()
        if not word.isspace() and not word.startswith("#"):
            yield Token(match.start(), match.end(), word)


def expression_start(piece: Span, at: int) -> int | None:
    """Where the expression begins that *at* stands in or behind; None where there is none."""
    begins: list[int | None] = [None]
    for token in tokens(piece.source.text, max(piece.start, at - _FURTHEST), at):
        if token.text in _BEFORE:
            begins[-1] = None
            continue
        if begins[-1] is None:
            begins[-1] = token.start
        if token.text in _OPEN:
            begins.append(None)
        elif token.text in _CLOSE and len(begins) > 1:
            begins.pop()
    return begins[-1]


def expression_end(piece: Span, at: int) -> int:
    """Where the expression ends that *at* stands in or before."""
    end = at
    for token in _level(piece, at):
        if token.text in _CLOSE or token.text in (",", ";") or token.text in _BEHIND:
            break
        if "\n" in piece.source.text[end : token.start] and token.text not in _GOING_ON and end > at:
            break
        end = token.end
    return end


def find(piece: Span, at: int, word: str) -> Token | None:
    """The first *word* behind *at* that no bracket holds, within the brackets around *at*."""
    for token in _level(piece, at):
        if token.text == word:
            return token
        if token.text in _CLOSE:
            return None
    return None


def closing(piece: Span, at: int) -> int | None:
    """Where the bracket that stands at *at* is closed, the offset behind it."""
    depth = 0
    for token in tokens(piece.source.text, at, min(piece.end, at + _FURTHEST)):
        if token.text in _OPEN:
            depth += 1
        elif token.text in _CLOSE:
            depth -= 1
            if depth == 0:
                return token.end
    return None


def _level(piece: Span, at: int) -> Iterator[Token]:
    """Tokens behind *at*, what stands in brackets being one; a closing bracket of an outer level comes last."""
    text, limit = piece.source.text, min(piece.end, at + _FURTHEST)
    depth, first = 0, 0
    for token in tokens(text, at, limit):
        if token.text in _OPEN:
            if depth == 0:
                first = token.start
            depth += 1
        elif token.text in _CLOSE:
            if depth == 0:
                yield token
                return
            depth -= 1
            if depth == 0:
                yield Token(first, token.end, text[first : token.end])
        elif depth == 0:
            yield token


# ------------------------------------------------------------------ what to say


def said(span: Span, message: str, help_: str, *edits: tuple[int, int, str]) -> Diagnostic:
    """A finding at *span*; *edits* are (start, end, text), none where the mend is not certain."""
    fix = None
    if edits:
        made = tuple(Edit(Span(span.source, start, end), text) for start, end, text in edits)
        fix = Fix(help_ if len(help_) <= _TITLE else "write it so", made)
    return error("TW0101", span, message, help=help_, fix=fix)


_TITLE: Final = 80


def passing(finding: Diagnostic, resume: int, *feed: tuple[str, str]) -> Repair:
    """A repair that is right whatever follows: the parser is given *feed* and reads on at *resume*."""
    return Repair(feed, resume, finding, sure=True, known=True)


def here(stop: Stop, start: int, end: int) -> Span:
    """A range of the text in which *stop* is."""
    return Span(stop.span.source, start, end)
