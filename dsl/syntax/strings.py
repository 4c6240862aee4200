"""What stands between quotes: escapes, the indentation of long strings, the holes of templates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, TypeAlias

from ..diagnostics import Diagnostic, error
from ..source import Span

FORMAT: Final = re.compile(r",|\.[0-9]f|,\.[0-9]f")
"""The formats that a hole may have."""

_ESCAPE: Final = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|(.))", re.DOTALL)
_TEMPLATE_ESCAPE: Final = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|(.))|\{\{|\}\}", re.DOTALL)
ESCAPED: Final = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}
"""What follows a backslash, to the character that both stand for."""

_HOLE: Final = "\0"  # cannot stand in a source: the parser refuses texts with NUL


@dataclass(frozen=True, slots=True)
class HoleText:
    """A hole before its expression is parsed."""

    span: Span
    """With its braces."""
    value: Span
    format: str | None


Segment: TypeAlias = str | HoleText


def string_value(span: Span) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text that a STRING or LONG_STRING token means."""
    raw, body = _body(span)
    found = tuple(_bad_escapes(body))
    text = long_text(body.text) if raw.startswith('"""') else _ESCAPE.sub(_replacement, body.text)
    return text, found


def long_text(body: str) -> str:
    """The text that *body* means between three quotes."""
    return _ESCAPE.sub(_replacement, unindented(body))


def template_segments(span: Span) -> tuple[tuple[Segment, ...], tuple[Diagnostic, ...]]:
    """The parts of a TEMPLATE or LONG_TEMPLATE token; a broken hole is reported and left out."""
    raw, body = _body(span)
    found: list[Diagnostic] = []
    holes: list[HoleText] = []
    texts: list[str] = []
    source, at, begin = span.source, body.start, body.start
    while at < body.end:
        two = source.text[at : at + 2]
        if two[0] == "\\":
            at = _after_escape(source.text, at)
        elif two in ("{{", "}}"):
            at += 2
        elif two[0] == "{":
            texts.append(source.text[begin:at])
            hole, at, problem = _hole(body, at)
            begin = at
            holes.append(hole)
            if problem is not None:
                found.append(problem)
        else:
            if two[0] == "}":
                here = Span(source, at, at + 1)
                found.append(error("TW0108", here, "this `}` closes no hole", help="write `}}` for a brace"))
            at += 1
    texts.append(source.text[begin : body.end])
    for text, start in _with_starts(texts, holes, body):
        found.extend(_bad_escapes(Span(source, start, start + len(text))))

    skeleton = _HOLE.join(texts)
    if raw.startswith('$"""'):
        skeleton = unindented(skeleton)
    segments: list[Segment] = []
    for index, text in enumerate(skeleton.split(_HOLE)):
        if text:
            segments.append(_TEMPLATE_ESCAPE.sub(_replacement, text))
        if index < len(holes) and holes[index].value.text.strip():
            segments.append(holes[index])
    return _merged(segments), tuple(found)


def _body(span: Span) -> tuple[str, Span]:
    """The token's text, and the range between its quotes."""
    raw = span.text
    quotes = 3 if raw.lstrip("$").startswith('"""') else 1
    head = quotes + (1 if raw.startswith("$") else 0)
    return raw, Span(span.source, span.start + head, span.end - quotes)


def unindented(body: str) -> str:
    """*body* of a long string without common indentation, first and last line end.

    Like textwrap.dedent, of which Python releases differ in what they take for a blank.
    """
    lines = body.replace("\r\n", "\n").split("\n")
    filled = [line for line in lines if line.strip(" \t")]
    # The first and the last of sorted lines differ soonest.
    low, high = min(filled, default=""), max(filled, default="")
    margin = 0
    while margin < len(low) and low[margin] in " \t" and low[margin] == high[margin : margin + 1]:
        margin += 1
    text = "\n".join(line[margin:] if line.strip(" \t") else "" for line in lines)
    return text.removeprefix("\n").removesuffix("\n")


def _replacement(match: re.Match[str]) -> str:
    """What one escape stands for; one that is reported elsewhere stands for itself."""
    if match.group() in ("{{", "}}"):
        return match.group()[0]
    if match[1] is not None:
        code = int(match[1], 16)
        return chr(code) if _is_character(code) else match.group()
    return ESCAPED.get(match[2], match.group())


def _is_character(code: int) -> bool:
    return 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF


def _bad_escapes(span: Span) -> list[Diagnostic]:
    """A finding for every escape in the range that the language does not know."""
    found = []
    for match in _ESCAPE.finditer(span.text):
        known = match[2] in ESCAPED if match[1] is None else _is_character(int(match[1], 16))
        if not known:
            here = Span(span.source, span.start + match.start(), span.start + match.end())
            shown = "a backslash at the end of a line" if match[2] in ("\n", "\r") else f"`{match.group()}`"
            message = f"{shown} is not an escape"
            help_ = 'write `\\\\` for a backslash; the escapes are \\" \\\\ \\n \\t \\u{1F600}'
            if match[1] is not None:
                message, help_ = f"{shown} is not a character", "a character has a number up to \\u{10FFFF}"
            found.append(error("TW0106", here, message, help=help_))
    return found


def _after_escape(text: str, at: int) -> int:
    match = _ESCAPE.match(text, at)
    return match.end() if match else at + 1


def _hole(body: Span, start: int) -> tuple[HoleText, int, Diagnostic | None]:
    """The hole that opens at *start*, where it ends, and what is wrong with it."""
    source, text = body.source, body.source.text
    depth, at, colon = 0, start + 1, -1
    while at < body.end:
        char = text[at]
        if char == '"':
            at = _after_string(text, at, body.end)
            continue
        if char == "\\":
            break
        if char == "}" and depth == 0:
            return _closed_hole(Span(source, start, at + 1), colon)
        if char == ":" and depth == 0 and colon < 0:
            colon = at
        depth += (char in "([{") - (char in ")]}")
        at += 1
    span = Span(source, start, min(at + 1, body.end))
    empty = HoleText(span, Span(source, start, start), None)
    if at < body.end:
        problem = error(
            "TW0108",
            Span(source, at, at + 1),
            "a hole cannot hold a backslash",
            help='name the value with `let` before, or write a long template: `$"""..."""`',
        )
    else:
        brace = Span(source, start, start + 1)
        help_ = 'write `{{` for a brace; a hole with quotes in it needs a long template: `$"""..."""`'
        problem = error("TW0108", brace, "this hole is never closed", help=help_)
    return empty, body.end, problem


def _closed_hole(span: Span, colon: int) -> tuple[HoleText, int, Diagnostic | None]:
    """The hole over *span*, split at *colon* (negative where it has no format)."""
    inner = Span(span.source, span.start + 1, span.end - 1)
    value, form, problem = inner, None, None
    if colon >= 0:
        value = Span(span.source, inner.start, colon)
        written = Span(span.source, colon + 1, inner.end)
        if FORMAT.fullmatch(written.text):
            form = written.text
        else:
            problem = error(
                "TW0109",
                written if written.text else Span(span.source, colon, colon + 1),
                f"`{written.text}` is not a format",
                help="write `,` for thousands, `.2f` for two digits, `,.2f` for both",
            )
    if not value.text.strip():
        problem = error("TW0108", span, "this hole is empty", help="write `{{` and `}}` for braces")
    return HoleText(span, value, form), span.end, problem


def _after_string(text: str, at: int, end: int) -> int:
    """Where the string that opens at *at* ends."""
    at += 1
    while at < end and text[at] != '"':
        at += 2 if text[at] == "\\" else 1
    return min(at + 1, end)


def _with_starts(texts: list[str], holes: list[HoleText], body: Span) -> list[tuple[str, int]]:
    return list(zip(texts, [body.start, *(hole.span.end for hole in holes)], strict=True))


def _merged(segments: list[Segment]) -> tuple[Segment, ...]:
    """*segments* with neighbouring texts joined."""
    merged: list[Segment] = []
    for segment in segments:
        if isinstance(segment, str) and merged and isinstance(merged[-1], str):
            merged[-1] += segment
        else:
            merged.append(segment)
    return tuple(merged)
