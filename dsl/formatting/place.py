"""Where comments go: each is held by a line of the document, near to where it was written, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..source import Source, Span
from .layout import Doc, Group, Indent, Line, Mark, Note, Placed


def note_of(comment: Span) -> Note:
    """*comment* as it stands in its source."""
    text, start = comment.source.text, comment.start
    line = text.rfind("\n", 0, start) + 1
    trailing = bool(text[line:start].strip())
    # The line ends that some editors make of a lone carriage return are none to the language.
    words = comment.text.rstrip().replace("\r", " ")
    return Note(words, trailing, not trailing and after_blank(comment.source, start))


def after_blank(source: Source, offset: int) -> bool:
    """Whether the line before the one of *offset* is empty; nothing else stands before *offset* in its line."""
    at = offset
    while at and source.text[at - 1] in " \t\r\n":
        at -= 1
    return at > 0 and source.text.count("\n", at, offset) > 1


@dataclass(slots=True)
class _Search:
    """State of the walk over a document."""

    notes: Sequence[tuple[int, Note]]
    done: int = 0
    """How many of *notes* are placed or wait."""
    waiting: list[Note] = field(default_factory=list)
    """Comments for the next line that comes."""
    lines: int = 0
    gap: int | None = None
    """The first line after the last mark."""
    last: int | None = None
    """The last line that was the first after a mark."""
    held: dict[int, list[Note]] = field(default_factory=dict)
    above: list[Note] = field(default_factory=list)

    def line(self) -> None:
        if self.waiting:
            self.held.setdefault(self.lines, []).extend(self.waiting)
            self.waiting.clear()
        if self.gap is None:
            self.gap = self.last = self.lines
        self.lines += 1

    def mark(self, offset: float) -> None:
        """Place the comments before *offset*; they were written after the mark before."""
        while self.done < len(self.notes) and self.notes[self.done][0] < offset:
            note = self.notes[self.done][1]
            self.done += 1
            if self.waiting:
                self.waiting.append(note)
            elif self.gap is not None:
                self.held.setdefault(self.gap, []).append(note)
            elif note.trailing:
                self.waiting.append(note)
            elif self.last is not None:
                self.held.setdefault(self.last, []).append(replace(note, moved=True))
            else:
                self.above.append(replace(note, moved=True))
        self.gap = None


def place(doc: Doc, comments: Sequence[Span]) -> Placed:
    """Lines of *doc* for *comments*, which were written inside of it.

    A comment goes to the line between the two marks between which it was written. Where there is none, a comment
    at the end of a line moves on to the next one, and a comment on a line of its own back to the one before. So
    printing again what was printed finds the same places.
    """
    search = _Search([(comment.start, note_of(comment)) for comment in comments])
    parents: list[int] = []
    owners: list[int] = []
    stack: list[tuple[Doc, int]] = [(doc, -1)]
    while stack:
        item, parent = stack.pop()
        match item:
            case Mark(offset):
                search.mark(offset)
            case Line():
                owners.append(parent)
                search.line()
            case Indent(parts):
                stack.extend((part, parent) for part in reversed(parts))
            case Group(parts):
                stack.extend((part, len(parents)) for part in reversed(parts))
                parents.append(parent)
    search.mark(float("inf"))
    broken: set[int] = set()
    for line in search.held:
        at = owners[line]
        while at >= 0 and at not in broken:
            broken.add(at)
            at = parents[at]
    return Placed(search.held, frozenset(broken), tuple(search.above), tuple(search.waiting))
