"""A model's text while it is read: where tags stand next, and JSON inside it, in time linear in its length."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from toolwright.runtime.jsontext import MAX_DEPTH

from .parsed import ParsedCall, ParseError

THINK, THOUGHT = "<think>", "</think>"

_WIDTH: Final = 1024
"""How many characters are looked at for JSON first; four times as many whenever they do not suffice."""
TIRED: Final = 256
"""How many are looked at, and no more, once too many were read in vain."""
_LONGEST_WORD: Final = 16
"""A mistake so near to the end of what was looked at may be none."""

_SPACE: Final = re.compile(r"[ \t\n\r]*+")
_BRACKETS: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{]|[\]}]', re.DOTALL)
_NAME: Final = re.compile(r'"name"\s*+:\s*+"([^"\\\n]*+)"')
# What numbers are is left to those who use them: nothing is converted, so no length can hurt.
_DECODER: Final = json.JSONDecoder(parse_int=lambda _: 0, parse_float=lambda _: 0.0)


@dataclass(frozen=True, slots=True)
class Block:
    """What stands at a mark: calls, none where it is text after all, and where reading goes on."""

    calls: tuple[ParsedCall, ...]
    end: int


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a JSON object: its key, its value as decoded, and the value's place in the text."""

    key: str
    value: Any
    start: int
    end: int


Members: TypeAlias = tuple[list[Member], int]
"""The members of an object and where it ends."""


class Source:
    """One text and what was found out about it.

    JSON may hold tags in its strings, so it is read before tags are looked for; where that fails the next tag may
    stand inside what was read. Such reading in vain is counted, and beyond a few times the text's length only
    `TIRED` characters are read from each tag: time stays linear, and no honest text comes near.
    """

    def __init__(self, text: str) -> None:
        """Read *text*."""
        self.text = text
        self._found: dict[str, tuple[int, int]] = {}
        self._allowance = 4 * len(text) + (1 << 16)

    def next(self, tag: str, position: int) -> int:
        """Where *tag* stands at or behind *position*; the text's length where it does not."""
        known = self._found.get(tag)
        if known is not None and known[0] <= position <= known[1]:
            return known[1]
        found = self.text.find(tag, position)
        if found < 0:
            found = len(self.text)
        self._found[tag] = (position, found)
        return found

    def first(self, tags: Sequence[str], position: int) -> tuple[int, str]:
        """Where the first of *tags* stands, and which it is; the text's length and "" where none does."""
        found = [(self.next(tag, position), tag) for tag in tags]
        place = min((place for place, _ in found), default=len(self.text))
        if place == len(self.text):
            return place, ""
        # Of two tags at one place the longer is meant.
        return place, max((tag for at, tag in found if at == place), key=len)

    def skip(self, position: int) -> int:
        """Where what follows white space begins."""
        space = _SPACE.match(self.text, position)
        return space.end() if space else position

    def value(self, position: int) -> tuple[Any, int] | ParseError:
        """The JSON value at *position* and where it ends; numbers are not converted."""
        width = _WIDTH if self._allowance >= 0 else TIRED
        while True:
            # The decoder counts the lines before each mistake, so it is shown no more than it needs.
            text = self.text[position : position + width]
            cut = position + width < len(self.text) and self._allowance >= 0
            try:
                value, end = _DECODER.raw_decode(text)
                if not cut or end < len(text):
                    break
            except json.JSONDecodeError as problem:
                # The decoder names an unterminated string by its beginning.
                reached = len(text) if problem.msg.startswith("Unterminated") else problem.pos
                if not cut or reached < len(text) - _LONGEST_WORD:
                    self.spend(0, reached)
                    return ParseError.TOO_DEEP if _is_deep(text, reached) else ParseError.MALFORMED_JSON
            except RecursionError:
                self.spend(0, len(text))
                return ParseError.TOO_DEEP
            width *= 4
        if _is_deep(text, end):
            self.spend(0, end)
            return ParseError.TOO_DEEP
        return value, position + end

    def members(self, position: int) -> Members | ParseError:
        """The members of the JSON object at *position*, and where it ends."""
        members: list[Member] = []
        text = self.text
        if not text.startswith("{", position):
            return ParseError.NOT_AN_OBJECT if text.startswith("[", position) else ParseError.MALFORMED_JSON
        at = self.skip(position + 1)
        if text.startswith("}", at):
            return members, at + 1
        problem = ParseError.MALFORMED_JSON
        while text.startswith('"', at) and not self.tired(position, at):
            key = self.value(at)
            if isinstance(key, ParseError):
                break
            at = self.skip(key[1])
            if not text.startswith(":", at):
                break
            start = self.skip(at + 1)
            value = self.value(start)
            if isinstance(value, ParseError):
                problem = value
                break
            members.append(Member(key[0], value[0], start, value[1]))
            at = self.skip(value[1])
            if text.startswith("}", at):
                return members, at + 1
            if not text.startswith(",", at):
                break
            at = self.skip(at + 1)
        self.spend(position, at)
        return problem

    def spend(self, start: int, end: int) -> None:
        """Count what was read from *start* to *end* in vain."""
        self._allowance -= end - start

    def tired(self, start: int, position: int) -> bool:
        """Whether a block that began at *start* is to be given up at *position*."""
        return self._allowance < 0 and position - start > TIRED

    def broken(
        self, start: int, inner: int, code: ParseError, opens: Sequence[str], closes: Sequence[str], name: str = ""
    ) -> Block:
        """The malformed call that begins at *start*: up to the first of *closes* behind *inner*, with it, or up to
        the next of *opens*.
        """
        text = self.text
        end, close = self.first(closes, inner)
        stop, _ = self.first(opens, inner)
        after = end + len(close)
        if stop < end:
            end = after = stop
        if closes and (not close or stop == end) and code is not ParseError.TOO_DEEP:
            code = ParseError.UNCLOSED
        # The tag may have been a mention in thinking that the prompt opened.
        thought = text.find(THOUGHT, inner, end)
        if thought >= 0:
            end = after = thought
        return Block((malformed(text[start:end], code, name),), after)


def malformed(raw: str, code: ParseError, name: str = "") -> ParsedCall:
    """What *raw* is, which was meant as a call of the tool *name*; the text is searched for one where it is not known.

    A text that is JSON keeps no name, so that nobody takes it for arguments and makes the call.
    """
    raw = raw.strip()
    if not name and (found := _NAME.search(raw)):
        name = found[1]
    if name:
        try:
            json.loads(raw)
            name = ""
        except (ValueError, RecursionError):
            pass
    return ParsedCall(name, raw, code)


def call_of(source: Source, members: Sequence[Member], keys: Sequence[str] = ("arguments",)) -> ParsedCall | ParseError:
    """The call that an object says with `name` and one of *keys*; without arguments it has none.

    Some models write the arguments as a string that holds the JSON.
    """
    seen = {member.key: member for member in members}
    if len(seen) < len(members):
        return ParseError.DUPLICATE_KEY
    name = seen.get("name")
    if name is None or not isinstance(name.value, str) or not name.value:
        return ParseError.MISSING_NAME
    for key in keys:
        if (found := seen.get(key)) is not None:
            arguments = source.text[found.start : found.end]
            if isinstance(found.value, str) and _is_object(found.value):
                arguments = found.value
            return ParsedCall(name.value, arguments)
    if "parameters" in seen or "arguments" in seen:
        return ParseError.MISSING_ARGUMENTS
    return ParsedCall(name.value, "{}")


def _is_object(text: str) -> bool:
    try:
        return isinstance(_DECODER.decode(text), dict)
    except (ValueError, RecursionError):
        return False


def _is_deep(text: str, end: int) -> bool:
    """Whether JSON up to *end* is nested deeper than arguments may be.

    Said here, since how deep the decoder goes hangs on who calls it.
    """
    if text.count("[", 0, end) + text.count("{", 0, end) <= MAX_DEPTH:
        return False
    depth = 0
    for found in _BRACKETS.finditer(text, 0, end):
        mark = text[found.start()]
        if mark in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif mark != '"':
            depth -= 1
    return False
