"""Types as other languages write them, and what is written for them here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..source import Span
from .reach import closing, here, passing, said
from .stop import Repair, Stop

_LISTS: Final = frozenset(
    ("list", "array", "set", "sequence", "iterable", "collection", "vec", "arraylist", "ienumerable")
)
_MAPS: Final = frozenset(("map", "dict", "record", "hashmap", "dictionary", "mapping"))
_OPTIONALS: Final = frozenset(("optional", "option", "maybe", "nullable"))
_ANGLES: Final = re.compile(r"<[\w\s,.?\[\]<>]*>")
_NULL: Final = re.compile(r"\|\s*(?:null|None|nil|undefined)\b")
_NAMED_NEXT: Final = re.compile(r"\|\s*([A-Za-z_]\w*)")
_WORD: Final = re.compile(r"[A-Za-z_]\w*\Z")
_OPTIONAL: Final = "a type with null has a `?`"
_NAMED: Final = re.compile(r"\s*:\s*([A-Za-z_]\w*(?:\[[^\]\n]*\])?(?:\([^()\n]*\))?)(\?)?")
_UNIT: Final = re.compile(r'unit\s*[=:]?\s*("[^"\n]*")')
_NUMBER: Final = re.compile(r"\b(?:int|float)(\([^()\n]+\))?\s*\Z")
_SCALARS: Final = frozenset(("str", "int", "float", "bool", "date", "datetime"))
_DASHED: Final = re.compile(r"(-?[0-9][0-9_.]*)\s*(?:-|to\b|\.\.\.)\s*(-?[0-9][0-9_.]*)(?=\s*[,)])")
_UNION: Final = re.compile(r"(?:\|\s*[A-Za-z_]\w*\s*)+")


def types(stop: Stop) -> Iterator[Repair]:
    """What *stop* may be in a type of another language."""
    text, start = stop.span.source.text, stop.span.start
    type_ends = "QMARK" in stop.accepts
    type_begins = "LBRACE" in stop.accepts and "STRING" in stop.accepts and "LPAR" not in stop.accepts
    type_begins = type_begins and "NAME" in stop.accepts and "NULL" not in stop.accepts
    if type_ends and "LSQB" in stop.accepts and text.startswith("<", start):
        yield from _angles(stop)
    if type_ends and text.startswith("unit", start):
        yield from _unit(stop)
    if type_ends and text.startswith("|", start):
        yield from _unions(stop)
    if text.startswith("]", start) and stop.before.text == "[" and type_begins:
        yield from _array(stop)
    if type_begins:
        yield from _beginnings(stop)
    if stop.before.text == "|" and "STRING" in stop.accepts and "NULL" not in stop.accepts:
        yield from _null_member(stop)
    if text.startswith("?", start) and "COLON" in stop.accepts and stop.before.end == start:
        yield from _optional_name(stop)
    if stop.kind == "NAME" and "COLON" in stop.accepts and "NAME" not in stop.accepts:
        yield from _type_first(stop)
    if stop.before.text == "(" and "RANGE" in stop.accepts:
        yield from _dashed(stop)
    if stop.kind == "COLON" and stop.accepts == {"ARROW"}:
        edit = (stop.before.end, stop.span.end, " ->")
        finding = said(stop.span, "what it gives stands behind `->`", "write `->`", edit)
        yield passing(finding, stop.span.end, ("ARROW", "->"))


def _angles(stop: Stop) -> Iterator[Repair]:
    text, start = stop.span.source.text, stop.span.start
    match = _ANGLES.match(text, start, stop.piece.end)
    if match is None:
        return
    end = _balanced(match.group())
    if end is None:
        return
    span = here(stop, stop.before.start, start + end)
    meant = _generic(stop.before.text, text[start : start + end])
    finding = said(span, "parts of a type stand in square brackets", f"write `{meant}`", (span.start, span.end, meant))
    yield passing(finding, span.end)


def _unit(stop: Stop) -> Iterator[Repair]:
    """`float(0.0..) unit "EUR"`."""
    text, start = stop.span.source.text, stop.span.start
    match = _UNIT.match(text, start, stop.piece.end)
    number = _NUMBER.search(text[max(stop.piece.start, start - 100) : start])
    if match is None or number is None:
        return
    written = number.group().rstrip()
    meant = f"{written[:-1]}, unit={match[1]})" if number[1] else f"{written}(unit={match[1]})"
    edit = (start - len(number.group()), match.end(), meant)
    message = "the unit of a number stands in the brackets of its type"
    yield passing(said(here(stop, start, match.end()), message, f"write `{meant}`", edit), match.end())


def _type_first(stop: Stop) -> Iterator[Repair]:
    """`str note` for `note: str`."""
    type_, name = stop.before.text, stop.span.text
    if type_ in _SCALARS or type_[:1].isupper():
        meant = f"{name}: {type_}"
        edit = (stop.before.start, stop.span.end, meant)
        finding = said(stop.span, "a name stands before its type", f"write `{meant}`", edit)
        # The name is read as the type, so that this gains as much as a `:` put between them.
        yield passing(finding, stop.span.start, ("COLON", ":"))


def _dashed(stop: Stop) -> Iterator[Repair]:
    """`int(1-500)`."""
    match = _DASHED.match(stop.span.source.text, stop.span.start, stop.piece.end)
    if match is not None:
        meant = f"{match[1]}..{match[2]}"
        edit = (stop.span.start, match.end(), meant)
        finding = said(here(stop, stop.span.start, match.end()), "a range has two dots", f"write `{meant}`", edit)
        yield passing(finding, match.end(), ("RANGE", meant))


def _balanced(text: str) -> int | None:
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "<") - (char == ">")
        if depth == 0:
            return at + 1
    return None


def _generic(name: str, parts: str) -> str:
    inner = re.sub(r"([A-Za-z_]\w*)\s*<", lambda match: f"{_word(match[1])}[", parts[1:-1].strip()).replace(">", "]")
    if name.lower() in _OPTIONALS:
        return f"{inner}?"
    return f"{_word(name)}[{inner}]"


def _word(name: str) -> str:
    lower = name.lower()
    return "list" if lower in _LISTS else "map" if lower in _MAPS else name


def _unions(stop: Stop) -> Iterator[Repair]:
    source, start = stop.span.source, stop.span.start
    match = _NULL.match(source.text, start, stop.piece.end)
    if match is not None:
        span = here(stop, start, match.end())
        edit = (stop.before.end, match.end(), "?")
        yield passing(said(span, _OPTIONAL, "write `?` behind the type", edit), match.end(), _MAY_BE)
        return
    match = _NAMED_NEXT.match(source.text, start, stop.piece.end)
    if match is not None and stop.before.text in ("null", "None", "undefined", "nil"):
        meant, span = f"{match[1]}?", here(stop, stop.before.start, match.end())
        finding = said(span, _OPTIONAL, f"write `{meant}`", (span.start, span.end, meant))
        yield passing(finding, match.end(), _MAY_BE)
        return
    match = _UNION.match(source.text, start, stop.piece.end)
    if match is not None and match.group().strip() != "|":
        end = start + len(match.group().rstrip())
        help_ = "write two fields with `?`, or a record that says which of them it is"
        yield passing(said(here(stop, start, end), "a value has one type", help_), end)


_MAY_BE: Final = ("QMARK", "?")


def _array(stop: Stop) -> Iterator[Repair]:
    text, bracket = stop.span.source.text, stop.before.start
    match = _WORD.search(text, max(stop.piece.start, bracket - 100), bracket)
    if match is None:
        return
    meant, end = f"list[{match.group()}]", stop.span.end
    while text.startswith("[]", end):
        meant, end = f"list[{meant}]", end + 2
    span = here(stop, match.start(), end)
    finding = said(span, "a list type is written `list[...]`", f"write `{meant}`", (span.start, span.end, meant))
    yield passing(finding, end, ("NAME", "x"), ("RSQB", "]"))


def _beginnings(stop: Stop) -> Iterator[Repair]:
    text, start = stop.span.source.text, stop.span.start
    if text[start : start + 1] == "[" and stop.before.text in (":", "->"):
        end = closing(stop.piece, start)
        inner = text[start + 1 : end - 1].strip() if end else ""
        if end is not None and inner:
            meant = f"list[{inner}]" if "," not in inner else None
            help_ = f"write `{meant}`" if meant else "write a record: `{ first: int, second: str }`"
            edits = [(start, start, "list")] if meant else []
            message = "a list type is written `list[...]`" if meant else "there are no tuples"
            yield passing(said(here(stop, start, end), message, help_, *edits), end, ("NAME", "x"))


def _null_member(stop: Stop) -> Iterator[Repair]:
    """`"a" | "b" | null`."""
    text = stop.span.source.text
    null = re.compile(r"(?:null|None)\b").match(text, stop.span.start, stop.piece.end)
    if null is not None:
        literal_end = len(text[: stop.before.start].rstrip())
        span = here(stop, stop.before.start, null.end())
        finding = said(span, _OPTIONAL, "write `?` behind the type", (literal_end, null.end(), "?"))
        yield passing(finding, null.end(), ("STRING", '""'), _MAY_BE)


def _optional_name(stop: Stop) -> Iterator[Repair]:
    text, start = stop.span.source.text, stop.span.start
    match = _NAMED.match(text, stop.span.end, stop.piece.end)
    if match is None:
        return
    edits = [(start, start + 1, "")]
    if match[2] is None:
        edits.append((match.end(1), match.end(1), "?"))
    finding = said(
        Span(stop.span.source, start, start + 1), "the `?` stands behind the type", "write `name: type?`", *edits
    )
    yield passing(finding, start + 1)
