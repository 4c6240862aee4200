"""Small edits that might mend a text at the place where parsing stopped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from ..diagnostics import Diagnostic, Edit, Fix, Label, error
from ..diagnostics.suggest import closest
from ..source import Span
from .habits import habits
from .lexical import closer, unclosed
from .stop import Repair, Stop

_MARKS: Final[tuple[str, ...]] = (
    "COMMA", "RPAR", "RSQB", "RBRACE", "COLON", "EQUAL", "VBAR", "LPAR", "LSQB", "LBRACE", "ARROW",
)  # fmt: skip
"""Marks whose absence is tried, the likely ones first."""

_IDLE: Final = (";", ":", "=", ",", ")", "]", "}")
"""Marks that may be taken out without a loss; words and values are somebody's meaning."""
_FIRST_FIELD: Final = re.compile(r"\s*(?:\"[^\"\n]*\"\s*)?([A-Za-z_]\w*)\s*:")
_OPERAND: Final = re.compile(r"(?:==|!=|<=|>=|<|>)\s*([A-Za-z0-9_.]+)\s*\Z")

_HABITS: Final[Mapping[str, tuple[str, ...]]] = {
    "elif": ("else", "if"),
    "elseif": ("else", "if"),
    "elsif": ("else", "if"),
    "var": ("let",),
    "val": ("let",),
    "raise": ("fail",),
    "throw": ("fail",),
    "assert": ("require",),
    "def": ("fn",),
    "func": ("fn",),
    "function": ("fn",),
    "class": ("entity",),
    "struct": ("record",),
    "table": ("entity",),
    "question": ("ask",),
    "order": ("sort",),
    "limit": ("take",),
    "where": ("if",),
    "offset": ("skip",),
    "descending": ("desc",),
    "ascending": ("asc",),
    "of": ("in",),
    "raises": ("fails",),
    "throws": ("fails",),
    "returns": ("->",),
    "const": ("let",),
    "foreach": ("each",),
    "prompt": ("ask",),
    "tolerance": ("within",),
    "result": ("answer",),
    "&&": ("and",),
    "&": ("and",),
    "||": ("or",),
    "|": ("or",),
    "!": ("not",),
    "===": ("==",),
    "=": ("==",),
    "==": ("=",),
    ":=": ("=",),
    ":": ("=",),
    "<>": ("!=",),
    "=>": ("->",),
    ";": (",",),
}
"""What people write who come from other languages, and the words for it here."""


def repairs(stop: Stop, terminals: Mapping[str, str]) -> Iterator[Repair]:
    """Edits worth trying at *stop*, the likeliest first; *terminals* maps fixed terminals to their text."""
    if stop.kind == "$END":
        yield from habits(stop)
        yield from _closing(stop, terminals)
        return
    kinds = {text: kind for kind, text in terminals.items()}
    yield from habits(stop)
    yield from _by_hand(stop)
    yield from _replacing(stop, terminals, kinds)
    marks = [kind for kind in _MARKS if kind in stop.accepts]
    words = [kind for kind in sorted(stop.accepts) if terminals.get(kind, "").isalpha()]
    # Where many keywords fit, none of them is likely to be the one that was left out.
    if "LET" in words and stop.kind == "NAME":
        marks.append("LET")
    elif len(words) <= 2:
        marks.extend(words)
    for kind in marks:
        yield _inserting(stop, kind, terminals[kind])
    if stop.kind or stop.span.text == ";":
        yield _deleting(stop)


def _closing(stop: Stop, terminals: Mapping[str, str]) -> Iterator[Repair]:
    """All brackets that are open at the end of the piece closed there."""
    open_ = unclosed(stop.piece)
    if not open_:
        return
    kinds = {text: kind for kind, text in terminals.items()}
    closers = [closer(bracket) for bracket in reversed(open_)]
    at = stop.before.end
    here = Span(stop.span.source, at, at)
    text = "".join(("\n" if c == "}" else "") + c for c in closers)
    finding = error(
        "TW0104",
        open_[0],
        f"this `{open_[0].text}` is never closed",
        labels=(Label(here, f"`{' '.join(closers)}` expected here"),),
        fix=Fix(f"insert `{' '.join(closers)}`", (Edit(here, text),)),
    )
    yield Repair(tuple((kinds[c], c) for c in closers), stop.span.start, finding)


def _by_hand(stop: Stop) -> Iterator[Repair]:
    """Mistakes that deserve words of their own."""
    span, source = stop.span, stop.span.source
    if stop.kind == "COMPARE" and "AND" in stop.accepts and "COMPARE" not in stop.accepts:
        # What stands between the two comparisons is needed twice.
        middle = _OPERAND.search(source.text, stop.piece.start, span.start)
        here = Span(source, span.start, span.start)
        fix = Fix("write two of them", (Edit(here, f"and {middle[1]} "),)) if middle else None
        instead = "write two of them: `a < b and b < c`"
        finding = error("TW0101", span, "comparisons do not chain", help=instead, fix=fix)
        yield Repair((("AND", "and"),), span.end, finding, sure=True)
    if stop.kind in ("VBAR", "RBRACE") and stop.before.text == "|" and "NULL" in stop.accepts:
        # `| 1 | |` and a new line: the last mark was taken for the start of the next row.
        ends_row = stop.kind == "RBRACE" or "\n" in source.text[stop.before.end : span.start]
        here = stop.before if ends_row else span
        fix = Fix("write `null`", (Edit(Span(source, here.start, here.start), "null "),))
        finding = error("TW0102", here, "this cell is empty", help="write `null` for no value", fix=fix)
        fed: tuple[tuple[str, str], ...] = (("NULL", "null"),)
        if stop.kind == "RBRACE":
            fed = (*fed, ("VBAR", "|"))
        elif ends_row:
            fed = ()
        yield Repair(fed, span.end if not fed else span.start, finding, sure=True)
    if stop.kind == "LBRACE" and stop.accepts == {"ARROW"}:
        finding = error("TW0102", span, "a tool says what it returns", help="write `-> type` behind the parameters")
        yield Repair((("ARROW", "->"), ("NAME", "str")), span.start, finding, sure=True)
    if stop.kind == "LBRACE" and stop.accepts == {"KEY"}:
        first = _FIRST_FIELD.match(source.text, span.end, stop.piece.end)
        named = first[1] if first else "id"
        instead = f"say which field tells the rows apart: `entity {stop.before.text} key {named} {{`"
        finding = error("TW0102", span, "an entity has a key", help=instead)
        yield Repair((("KEY", "key"), ("NAME", named)), span.start, finding, sure=True)
    if not stop.kind and span.text == "'":
        end = source.text.find("'", span.end, stop.piece.end)
        if "STRING" in stop.accepts and end >= 0 and "\n" not in source.text[span.end : end]:
            quotes = (Edit(span, '"'), Edit(Span(source, end, end + 1), '"'))
            fix = Fix("use double quotes", quotes)
            here = Span(source, span.start, end + 1)
            finding = error("TW0101", here, "strings have double quotes", help='write `"..."`', fix=fix)
            yield Repair((("STRING", '""'),), end + 1, finding, sure=True)


def _replacing(stop: Stop, terminals: Mapping[str, str], kinds: Mapping[str, str]) -> Iterator[Repair]:
    """The token exchanged for what it was meant to be."""
    written, span = stop.span.text, stop.span
    habit = _HABITS.get(written)
    if habit is not None:
        # COMPARE is one terminal for six operators, so it has no fixed text.
        fed = tuple((kinds.get(text, "COMPARE"), text) for text in habit)
        if fed[0][0] in stop.accepts:
            yield Repair(fed, span.end, _instead(span, " ".join(habit)), sure=True)
    if not written.isidentifier():
        return
    words = [terminals[kind] for kind in sorted(stop.accepts) if terminals.get(kind, "").isalpha()]
    meant = closest(written, words)
    if meant is not None:
        yield Repair(((kinds[meant], meant),), span.end, _instead(span, meant), sure=True)


def _instead(span: Span, meant: str) -> Diagnostic:
    behind = span.source.text[span.end : span.end + 1]
    blank = " " if meant.isalpha() and (behind.isalnum() or behind in '_($"') else ""
    return error(
        "TW0103",
        span,
        f"`{span.text}` cannot stand here",
        help=f"did you mean `{meant}`?",
        fix=Fix(f"write `{meant}`", (Edit(span, meant + blank),)),
    )


def _inserting(stop: Stop, kind: str, text: str) -> Repair:
    at = stop.before.end
    here = Span(stop.span.source, at, at)
    if text.isalpha():
        # Words are put right before the token, where they need no blank in front.
        here = Span(stop.span.source, stop.span.start, stop.span.start)
        written = f"{text} "
    else:
        written = f" {text} " if text in ("=", "->", "|", "{") else text
    # A bar or a bracket that stands far from what is missing tells nothing about its place.
    vague = (kind == "VBAR" and stop.before.text == "|") or (kind == "LSQB" and stop.kind == "LPAR")
    finding = error(
        "TW0102",
        here,
        f"`{text}` is missing before {found_text(stop)}",
        help=f"insert `{text}`",
        fix=None if vague else Fix(f"insert `{text}`", (Edit(here, written),)),
    )
    return Repair(((kind, text),), stop.span.start, finding)


def _deleting(stop: Stop) -> Repair:
    finding = error(
        "TW0101",
        stop.span,
        f"{found_text(stop)} cannot stand here",
        help=_taken_out(stop),
        fix=Fix("delete it", (Edit(stop.span, ""),)) if stop.span.text in _IDLE else None,
    )
    return Repair((), stop.span.end, finding, sure=stop.span.text == ";")


def _taken_out(stop: Stop) -> str | None:
    if stop.kind in ("STRING", "LONG_STRING") and stop.before.text == ",":
        return "documentation stands behind what it is about, before the comma"
    return "take it out" if stop.span.text in _IDLE else None


def found_text(stop: Stop) -> str:
    """What stands at *stop*, in words."""
    if stop.kind == "$END":
        return "the end"
    text = stop.span.text
    if stop.kind.endswith("STRING"):
        return "this string"
    if stop.kind.endswith("TEMPLATE"):
        return "this template"
    return f"`{text}`" if len(text) <= 40 else f"`{text[:39]}…`"
