"""Strict JSON with places: what a text holds is for the `json` module, where it stands is worked out for findings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ..source import Source, Span
from .cells import Bad, Key, Path

MAX_DEPTH: Final = 64
"""How deep lists and objects may nest."""

_BLANK: Final = re.compile(r"[ \t\r\n]*")
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")
_LONE: Final = re.compile("[\ud800-\udfff]")


class Trouble(NamedTuple):
    """A place where the text is no JSON."""

    start: int
    end: int
    message: str
    comma: bool = False
    """Whether taking the text of the range out mends it."""


class Element(NamedTuple):
    """A value of the file with the place where it begins."""

    start: int
    value: object


def _object(pairs: list[tuple[str, object]]) -> object:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    names = [name for name, _ in pairs]
    twice = next(name for position, name in enumerate(names) if name in names[:position])
    return Bad(f"the name `{twice}` stands there twice", path=(Key(twice, 1),))


def _whole(text: str) -> object:
    number = int(text) if len(text) < 30 else 2**63
    return number if abs(number) < 2**63 else Bad("the number is too large")


def _no_number(text: str) -> object:
    return Bad(f"`{text}` is not JSON: there are only finite numbers")


_READER: Final = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_number, parse_int=_whole)
_PLACER: Final = json.JSONDecoder(parse_int=len, parse_float=len)
"""Reads what was read before, for its end only."""


def read_array(source: Source) -> Iterator[Element | Trouble]:
    """The elements of a file that holds one list; after a Trouble nothing follows."""
    text = source.text
    at = _after_blank(text, 0)
    if at == len(text):
        yield Trouble(0, 0, "this JSON file is empty")
        return
    if text[at] != "[":
        yield Trouble(at, at + 1, "a JSON file of rows holds one list of objects")
        return
    at = _after_blank(text, at + 1)
    if text[at : at + 1] == "]":
        at += 1
    else:
        comma = True
        while comma:
            found = _element(text, at)
            yield found[0]
            if isinstance(found[0], Trouble):
                return
            at = _after_blank(text, found[1])
            comma = text[at : at + 1] == ","
            if not comma and text[at : at + 1] != "]":
                yield Trouble(at, at + 1, "a `,` or a `]` is missing")
                return
            at = _after_blank(text, at + 1) if comma else at + 1
    rest = _after_blank(text, at)
    if rest < len(text):
        yield Trouble(rest, rest + 1, "the list has ended, and nothing may follow")


def read_lines(source: Source) -> Iterator[Element | Trouble]:
    """The values of a file with one in each line, blank lines left out; a Trouble ends its line only."""
    start = 0
    for line in source.text.split("\n"):
        at = _after_blank(line, 0)
        if at < len(line):
            found, end = _element(line, at)
            rest = _after_blank(line, end)
            if isinstance(found, Trouble):
                yield found._replace(start=start + found.start, end=start + found.end)
            elif rest < len(line):
                yield Trouble(start + rest, start + rest + 1, "nothing may follow an object in its line")
            else:
                yield Element(start + at, found.value)
        start += len(line) + 1


def _element(text: str, at: int) -> tuple[Element | Trouble, int]:
    """The value at *at*, and where it ends."""
    try:
        value, end = _READER.raw_decode(text, at)
    except json.JSONDecodeError as problem:
        return _trouble(text, problem), at
    except RecursionError:
        deep = _too_deep(text, at)
        return Trouble(deep, deep + 1, f"this nests more than {MAX_DEPTH} levels deep"), at
    if _HALF.search(text, at, end):
        value = _whole_letters(value, 0)
    return Element(at, value), end


_WORDS: Final = {
    "Expecting value": "a value is missing",
    "Expecting property name": "a name in double quotes is missing",
    "Expecting ':'": "a `:` is missing",
    "Expecting ','": "a `,` is missing",
    "Unterminated string": "this text is never closed",
    "Invalid control character": "a text cannot hold a line end or another control character: write `\\n`",
    "Invalid \\": "there is no such escape",
}
"""How the `json` module's messages begin, in plain words."""


def _trouble(text: str, problem: json.JSONDecodeError) -> Trouble:
    at = problem.pos
    # Python releases differ in where they see a comma too many.
    before = len(text[: at if text[at : at + 1] in ("]", "}") else at + 1].rstrip(" \t\r\n")) - 1
    end = _after_blank(text, before + 1)
    after = text[end : end + 1]
    if before >= 0 and text[before] == "," and after in ("]", "}"):
        return Trouble(before, before + 1, f"a `,` stands before the `{after}`", comma=True)
    words = next((words for start, words in _WORDS.items() if problem.msg.startswith(start)), "this is not JSON")
    return Trouble(at, min(at + 1, len(text)), words)


def _too_deep(text: str, at: int) -> int:
    depth = 0
    for token in _TOKEN.finditer(text, at):
        depth += (token.group() in "[{") - (token.group() in "]}")
        if depth > MAX_DEPTH:
            return token.start()
    return at


def _whole_letters(value: object, depth: int) -> object:
    """*value* with a `Bad` for each text that holds half a letter."""
    if depth > MAX_DEPTH:
        return Bad(f"this nests more than {MAX_DEPTH} levels deep")
    if isinstance(value, list):
        return [_whole_letters(item, depth + 1) for item in value]
    if isinstance(value, dict):
        broken = next((name for name in value if _LONE.search(name)), None)
        if broken is not None:
            return Bad("this name holds a lone surrogate", path=(Key(broken),))
        return {name: _whole_letters(item, depth + 1) for name, item in value.items()}
    return Bad("this text holds a lone surrogate") if isinstance(value, str) and _LONE.search(value) else value


def _after_blank(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at


# ------------------------------------------------------------------ places


def span_of(source: Source, start: int, path: Path) -> Span:
    """The range of what *path* leads to inside of the value that begins at *start*, which was read before.

    Where the path leads nowhere, what it led to last.
    """
    text, end = source.text, _end(source.text, start)
    for step in path:
        found = _step(text, start, step)
        if found is None:
            break
        start, end = found
    return Span(source, start, end)


def _step(text: str, start: int, step: int | str | Key) -> tuple[int, int] | None:
    if isinstance(step, int):
        ranges = list(_items(text, start)) if text[start] == "[" else []
        return ranges[step] if step < len(ranges) else None
    entries = list(_entries(text, start)) if text[start] == "{" else []
    name, nth = (step.name, step.nth) if isinstance(step, Key) else (step, 0)
    same = [entry for entry in entries if entry[0] == name]
    if nth >= len(same):
        return None
    return same[nth][1] if isinstance(step, Key) else same[nth][2]


def _end(text: str, at: int) -> int:
    return _PLACER.raw_decode(text, at)[1]


def _items(text: str, start: int) -> Iterator[tuple[int, int]]:
    at = _after_blank(text, start + 1)
    while text[at] != "]":
        end = _end(text, at)
        yield at, end
        at = _after_blank(text, end)
        at = _after_blank(text, at + 1) if text[at] == "," else at


def _entries(text: str, start: int) -> Iterator[tuple[str, tuple[int, int], tuple[int, int]]]:
    """Name, range of the name and range of the value of each entry."""
    at = _after_blank(text, start + 1)
    while text[at] != "}":
        name, name_end = _PLACER.raw_decode(text, at)
        value = _after_blank(text, _after_blank(text, name_end) + 1)
        end = _end(text, value)
        yield name, (at, name_end), (value, end)
        at = _after_blank(text, end)
        at = _after_blank(text, at + 1) if text[at] == "," else at
