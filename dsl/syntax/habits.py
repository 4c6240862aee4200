"""Marks and words of other languages at the place where parsing stopped, with what is written for them here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..diagnostics import Diagnostic, Edit, Fix, error
from ..source import Span
from .habit_declarations import declarations
from .habit_expressions import expressions
from .habit_plans import plans
from .habit_statements import statements
from .habit_types import types
from .stop import Repair, Stop

_IS: Final = re.compile(r"is(\s+not)?(\s+(None|null|NULL|nil)\b)?", re.IGNORECASE)
_RECEIVER: Final = re.compile(r"(?:[A-Za-z_][A-Za-z0-9_]*\.)+\Z")
_TEMPLATE: Final = re.compile(r"""(?:[fF$]'([^'\n]*)'|[fF]"([^"\n]*)")""")
_ARGUMENTS: Final = re.compile(r"\(\s*([^()]*?)\s*\)")
METHODS: Final = {
    "upper": "upper", "toUpperCase": "upper", "lower": "lower", "toLowerCase": "lower", "strip": "trim",
    "trim": "trim", "count": "count", "startswith": "starts_with", "startsWith": "starts_with",
    "starts_with": "starts_with", "endswith": "ends_with", "endsWith": "ends_with", "ends_with": "ends_with",
    "includes": "contains", "contains": "contains", "split": "split", "first": "first", "last": "last",
    "sum": "sum", "reverse": "reverse", "distinct": "distinct", "toString": "text",
}  # fmt: skip
"""Methods of other languages, and the functions that are called instead."""


def habits(stop: Stop) -> Iterator[Repair]:
    """What *stop* may be in another language."""
    yield from _operators(stop)
    yield from _is_null(stop)
    yield from _comment(stop)
    yield from plans(stop)
    yield from declarations(stop)
    yield from statements(stop)
    yield from types(stop)
    yield from expressions(stop)
    yield from _prefixed_string(stop)
    yield from _single_template(stop)
    yield from _quotes(stop)
    yield from _method(stop)
    yield from _letters(stop)


def _operators(stop: Stop) -> Iterator[Repair]:
    text, start = stop.span.source.text, stop.span.start
    for written, meant in (("<>", "!="), ("===", "=="), ("!==", "!=")):
        # The parser has read all but the last mark.
        first = start + 1 - len(written)
        if stop.kind in ("COMPARE", "EQUAL") and text[first : start + 1] == written and first >= stop.piece.start:
            yield Repair((), start + 1, _instead(stop, first, start + 1, meant), sure=True)
    if stop.kind == "VBAR" and text.startswith("||", start) and "OR" in stop.accepts:
        yield Repair((("OR", "or"),), start + 2, _instead(stop, start, start + 2, "or"), sure=True)


def _is_null(stop: Stop) -> Iterator[Repair]:
    if stop.kind != "NAME" or stop.span.text.lower() != "is" or "COMPARE" not in stop.accepts:
        return
    match = _IS.match(stop.span.source.text, stop.span.start, stop.piece.end)
    if match is None:
        return
    meant = "!=" if match[1] else "=="
    fed = (("COMPARE", meant), ("NULL", "null")) if match[2] else (("COMPARE", meant),)
    text = f"{meant} null" if match[2] else meant
    yield Repair(fed, match.end(), _instead(stop, match.start(), match.end(), text), sure=True)


def _comment(stop: Stop) -> Iterator[Repair]:
    source, start = stop.span.source, stop.span.start
    if not source.text.startswith(("//", "--"), start):
        return
    end = source.text.find("\n", start, stop.piece.end)
    end = stop.piece.end if end < 0 else end
    here = Span(source, start, start + 2)
    fix = Fix("write `#`", (Edit(here, "#"),))
    finding = error("TW0101", here, "a comment begins with `#`", help=f"write `#` for `{here.text}`", fix=fix)
    yield Repair((), end, finding, sure=True)


def _prefixed_string(stop: Stop) -> Iterator[Repair]:
    if stop.kind != "STRING" or stop.before.text not in ("f", "F") or stop.before.end != stop.span.start:
        return
    fix = Fix("write `$`", (Edit(stop.before, "$"),))
    here = Span(stop.span.source, stop.before.start, stop.span.end)
    message = "a template begins with `$`"
    yield Repair((), stop.span.end, error("TW0101", here, message, help='write `$"..."`', fix=fix), sure=True)


def _single_template(stop: Stop) -> Iterator[Repair]:
    """`f'...'`, `$'...'`, and `f"..."` where a name cannot stand."""
    source, start = stop.span.source, stop.span.start
    begin = stop.before.start if stop.before.text in ("f", "F") and stop.before.end == start else start
    match = _TEMPLATE.match(source.text, begin, stop.piece.end)
    if match is None or not ("TEMPLATE" in stop.accepts or begin < start):
        return
    body = match[1] if match[2] is None else match[2]
    here = Span(source, begin, match.end())
    fix = Fix('write `$"..."`', (Edit(here, f'$"{body}"'),)) if '"' not in body and "\\" not in body else None
    finding = error("TW0101", here, "a template begins with `$` and has double quotes", help='write `$"..."`', fix=fix)
    yield Repair(() if begin < start else (("TEMPLATE", '$""'),), match.end(), finding, sure=True)


def _quotes(stop: Stop) -> Iterator[Repair]:
    source, start = stop.span.source, stop.span.start
    ends = {"“": "”", "”": "”", "`": "`"}
    mark = source.text[start : start + 1]
    if stop.kind or mark not in ends or "STRING" not in stop.accepts:
        return
    end = source.text.find(ends[mark], start + 1, stop.piece.end)
    if end < 0 or "\n" in source.text[start:end]:
        return
    body = source.text[start + 1 : end]
    here = Span(source, start, end + 1)
    template = mark == "`" and "${" in body and "TEMPLATE" in stop.accepts
    text = f'$"{body.replace("${", "{")}"' if template else f'"{body}"'
    fix = Fix(f"write {'a template' if template else 'double quotes'}", (Edit(here, text),))
    plain = '"' not in body and "\\" not in body
    message = "strings have plain double quotes"
    instead = 'write `$"..."`' if template else 'write `"..."`'
    finding = error("TW0101", here, message, help=instead, fix=fix if plain else None)
    yield Repair((("TEMPLATE" if template else "STRING", text),), end + 1, finding, sure=True)


def _method(stop: Stop) -> Iterator[Repair]:
    source, name = stop.span.source, stop.before.text
    if stop.kind != "LPAR" or stop.before.end != stop.span.start or name not in METHODS:
        return
    receiver = _RECEIVER.search(source.text, max(stop.piece.start, stop.before.start - 200), stop.before.start)
    arguments = _ARGUMENTS.match(source.text, stop.span.start, stop.piece.end)
    if receiver is None or arguments is None:
        return
    function, start = METHODS[name], receiver.start()
    rest = f", {arguments[1]}" if arguments[1] else ""
    here = Span(source, start, arguments.end())
    text = f"{function}({receiver.group()[:-1]}{rest})"
    fix = Fix(f"write `{text}`", (Edit(here, text),))
    finding = error("TW0101", stop.span, "there are no methods to call", help=f"write `{text}`", fix=fix)
    yield Repair((), arguments.end(), finding, sure=True)


def _letters(stop: Stop) -> Iterator[Repair]:
    source, start = stop.span.source, stop.span.start
    if stop.kind or not source.text[start].isalpha():
        return
    word = re.compile(r"\w+").match(source.text, start, stop.piece.end)
    if word is None:
        return
    joined = stop.before.end == start and stop.before.text.isidentifier()
    here = Span(source, stop.before.start if joined else start, word.end())
    message = f"`{here.text[:40]}` is not a name: names have the letters a to z, digits and `_`"
    finding = error("TW0101", here, message, help="spell it with plain letters; any letter may stand in a string")
    yield Repair(() if joined else (("NAME", "x"),), word.end(), finding, sure=True)


def _instead(stop: Stop, start: int, end: int, meant: str) -> Diagnostic:
    here = Span(stop.span.source, start, end)
    fix = Fix(f"write `{meant}`", (Edit(here, meant),))
    return error("TW0103", here, f"`{here.text}` cannot stand here", help=f"did you mean `{meant}`?", fix=fix)
