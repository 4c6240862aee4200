"""Where the keys and values of a TOML file stand: the standard library's reader says what they are, and not where."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import Final, TypeAlias

Range: TypeAlias = tuple[int, int]
"""A half-open range of code points."""
KeyPath: TypeAlias = tuple[str | int, ...]
"""From the top of the file: names of tables and keys, numbers of array elements."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one entry stands; a table that a header opens has the header's name for its value."""

    key: Range
    value: Range


def places(text: str) -> dict[KeyPath, Place]:
    """The place of every table, key and array element of *text*, which must be TOML that `tomllib` reads.

    Tables that nothing but longer names open have the place of the first such name.
    """
    scanner = _Scanner(text)
    scanner.file()
    return scanner.found


def unclosed(text: str, end: int) -> int | None:
    """Where the innermost bracket stands that is open at *end*; None where none is."""
    opened: list[int] = []
    for found in _MARKS.finditer(text, 0, end):
        if found[0] in ("[", "{"):
            opened.append(found.start())
        elif found[0] in ("]", "}") and opened:
            opened.pop()
    return opened[-1] if opened else None


_BLANK: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_STRING: Final = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}' r"|'''(?:[^']|'(?!''))*'{3,5}" r'|"(?:[^"\\\n]|\\.)*"' r"|'[^'\n]*'", re.DOTALL
)
_MARKS: Final = re.compile(rf"{_STRING.pattern}|#[^\n]*|[\[\]{{}}]", re.DOTALL)
_SCALAR: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d[^\s,\]}#]*|[^\s,\]}#]+")


@dataclass(slots=True)
class _Scanner:
    text: str
    at: int = 0
    found: dict[KeyPath, Place] = field(default_factory=dict)
    lengths: dict[KeyPath, int] = field(default_factory=dict)
    """Tables so far of each `[[array]]`."""

    def file(self) -> None:
        table: KeyPath = ()
        while self._skip() < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._entry(table)

    def _header(self) -> KeyPath:
        double = self.text.startswith("[[", self.at)
        self.at += 2 if double else 1
        path: KeyPath = ()
        names = self._names()
        for number, (name, where) in enumerate(names, start=1):
            path = (*path, name)
            self.found.setdefault(path, Place(where, where))
            if double and number == len(names):
                index = self.lengths.get(path, 0)
                self.lengths[path] = index + 1
                path = (*path, index)
                self.found[path] = Place(where, where)
            elif path in self.lengths:
                path = (*path, self.lengths[path] - 1)
        self._skip()
        self.at += 2 if double else 1
        return path

    def _entry(self, table: KeyPath) -> None:
        path = table
        names = self._names()
        for name, where in names:
            path = (*path, name)
            self.found.setdefault(path, Place(where, where))
        self._skip()
        self.at += 1  # the equals sign
        self.found[path] = Place(names[-1][1], self._value(path))

    def _value(self, path: KeyPath) -> Range:
        start = self._skip()
        if self.text[start] in "\"'":
            string = _STRING.match(self.text, start)
            assert string, "tomllib has read this text"
            self.at = string.end()
        elif self.text[start] == "[":
            self.at += 1
            index = 0
            while self._open("]"):
                where = self._value((*path, index))
                self.found[*path, index] = Place(where, where)
                index += 1
        elif self.text[start] == "{":
            self.at += 1
            while self._open("}"):
                self._entry(path)
        else:
            scalar = _SCALAR.match(self.text, start)
            assert scalar, "tomllib has read this text"
            self.at = scalar.end()
        return start, self.at

    def _open(self, end: str) -> bool:
        """Whether another element follows; steps over commas and over the bracket that ends."""
        self._skip()
        if self.text[self.at] == ",":
            self.at += 1
            self._skip()
        if self.text[self.at] == end:
            self.at += 1
            return False
        return True

    def _names(self) -> list[tuple[str, Range]]:
        names = []
        while True:
            start = self._skip()
            found = (_STRING if self.text[start] in "\"'" else _BARE).match(self.text, start)
            assert found, "tomllib has read this text"
            self.at = found.end()
            quoted = found[0][0] in "\"'"
            names.append((tomllib.loads(f"k = {found[0]}")["k"] if quoted else found[0], found.span()))
            if self.text[self._skip()] != ".":
                return names
            self.at += 1

    def _skip(self) -> int:
        blank = _BLANK.match(self.text, self.at)
        assert blank, "the pattern matches nothing, too"
        self.at = blank.end()
        return self.at
