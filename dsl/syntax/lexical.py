"""A look at a text before it is parsed: comments, strings that are never closed, brackets, declarations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ..diagnostics import Diagnostic, error
from ..source import Source, Span
from .strings import template_segments

MAX_DEPTH: Final = 100
"""How deep brackets and nodes may nest, so that no later walk over the tree runs out of stack."""

MAX_TEXT: Final = 2_000_000
"""Longest .tool file, in characters: forty thousand lines, which take seconds to check."""

_TOKEN: Final = re.compile(
    r"""
      (?P<column0> ^ [A-Za-z_@] [A-Za-z0-9_]* )
    | (?P<other>   [^\n\#`$"()\[\]{}]+ \n? | \n )
    | (?P<comment> \#[^\n]* )
    | (?P<code>    ```python[ \t\r]*\n (?: [^`] | `[^`] | ``[^`] )* ``` )
    | (?P<opencode> ``` )
    | (?P<long>    \$?\"\"\" [^"\\]* (?: (?: \\(?:.|\n) | ""?(?:[^"\\]|\\(?:.|\n)) ) [^"\\]* )* \"\"\" )
    | (?P<openlong>\$?\"\"\" )
    | (?P<string>  \$?" [^"\\\n]* (?: \\[^\n] [^"\\\n]* )* " )
    | (?P<open>    \$?" [^\n]* )
    | (?P<bracket> [()\[\]{}] )
    """,
    re.VERBOSE | re.MULTILINE,
)
_DECLARATION: Final = re.compile(
    r"(?:edition|import|scenario|library|enum|record|entity|data|const|error|fn|extern|tool|task|explore|test)\s+[A-Za-z0-9_\"]"
    r"|(?:scale|reward)\s*\{"
)
_NOT_TEXT: Final = re.compile("[\0\ud800-\udfff]")
_CLOSER: Final = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Outline:
    """What the look found."""

    comments: tuple[Span, ...]
    cuts: tuple[int, ...]
    """Offsets where declarations seem to begin: words in column 0 that no string and no bracket holds, and
    inside brackets those that read as a declaration all the same, as a closing bracket may be missing."""
    problems: tuple[Diagnostic, ...]
    """Strings that are never closed, nesting beyond the limit."""


def not_text(source: Source) -> Diagnostic | None:
    """A finding where *source* holds what no text file holds."""
    match = _NOT_TEXT.search(source.text)
    if match is None:
        return None
    what = "NUL character" if match.group() == "\0" else "lone surrogate"
    return error(
        "TW0113",
        Span(source, match.start(), match.end()),
        f"this is not text: it holds a {what}",
        help="save the file as UTF-8 text",
    )


def too_large(source: Source) -> Diagnostic | None:
    """A finding where *source* is longer than any text that is written by hand, or by a model."""
    size = len(source.text)
    if size <= MAX_TEXT:
        return None
    return error(
        "TW0117",
        Span(source, 0, 0),
        f"this file has {size:,} characters, at most {MAX_TEXT:,} are read",
        help="put rows into a data file, and what several scenarios share into libraries",
    )


def outline(source: Source) -> Outline:
    """Comments, places to cut at, and what is wrong with strings and brackets in *source*."""
    comments: list[Span] = []
    cuts: list[int] = []
    problems: list[Diagnostic] = []
    depth = 0
    deep = annotated = False
    for match in _TOKEN.finditer(source.text):
        kind = match.lastgroup
        if kind == "other":
            continue
        span = Span(source, match.start(), match.end())
        if kind == "comment":
            comments.append(span)
        elif kind == "column0":
            if depth == 0 or _DECLARATION.match(source.text, span.start):
                # An annotation belongs to the declaration after it.
                if not (annotated and depth == 0):
                    cuts.append(span.start)
                annotated = match.group().startswith("@")
                depth = 0
        elif kind == "open":
            message = "this string is never closed on its line"
            help_ = 'a string over several lines has three quotes: """..."""'
            problems.append(error("TW0105", _first(span), message, help=help_))
        elif kind == "string":
            problems.extend(_open_hole(span))
        elif kind == "openlong":
            problems.append(error("TW0105", span, 'this string is never closed by `"""`'))
            break
        elif kind == "opencode":
            message = "this block of code is never closed by three backticks"
            help_ = "a block begins with ```python on its own line and ends with ```"
            problems.append(error("TW0105", span, message, help=help_))
            break
        elif kind == "bracket":
            depth = depth + 1 if match.group() in _CLOSER else max(0, depth - 1)
            if depth > MAX_DEPTH and not deep:
                deep = True
                problems.append(error("TW0112", span, f"brackets nest more than {MAX_DEPTH} deep here"))
    return Outline(tuple(comments), tuple(cuts), tuple(problems))


def _open_hole(span: Span) -> Iterable[Diagnostic]:
    """A finding where a template ends in the middle of a hole, as at a quote inside it."""
    text = span.text
    if not text.startswith("$") or text.rfind("{") < text.rfind("}"):
        return ()
    _, found = template_segments(span)
    return found[-1:] if found and found[-1].span.text == "{" else ()


def unclosed(piece: Span) -> list[Span]:
    """Brackets of *piece* that nothing closes, the outermost first."""
    stack: list[Span] = []
    for match in _TOKEN.finditer(piece.source.text, piece.start, piece.end):
        if match.lastgroup != "bracket":
            continue
        if match.group() in _CLOSER:
            stack.append(Span(piece.source, match.start(), match.end()))
        elif stack and _CLOSER[stack[-1].text] == match.group():
            stack.pop()
    return stack


def closer(bracket: Span) -> str:
    """What closes *bracket*."""
    return _CLOSER[bracket.text]


def _first(span: Span) -> Span:
    """The opening quotes of a string."""
    return Span(span.source, span.start, span.start + (2 if span.text.startswith("$") else 1))
