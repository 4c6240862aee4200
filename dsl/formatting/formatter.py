"""A text in the one style: same tree, every comment kept."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ..diagnostics import Diagnostic, Severity
from ..source import Source, Span
from ..syntax import nodes
from ..syntax.parse import Parsed, parse
from .layout import Note, render
from .place import after_blank, note_of, place
from .printer import DeclarationPrinter, close_together
from .written import Written

_OFF: Final = "# fmt: off"
_ON: Final = "# fmt: on"


@dataclass(frozen=True, slots=True)
class Formatted:
    """What formatting gives."""

    text: str
    """In the one style; the text as it was where *diagnostics* has an error."""
    diagnostics: tuple[Diagnostic, ...]
    """What is wrong with the syntax."""


def format_source(source: Source) -> Formatted:
    """*source* in the one style: the same syntax tree, every comment once and in order, line feeds only.

    What stands between lines `# fmt: off` and `# fmt: on` outside of declarations stays as it is.
    """
    text = source.text.removeprefix("\ufeff").replace("\r\n", "\n")
    if "\n" not in text:
        # Line ends of a time long ago.
        text = text.replace("\r", "\n")
    read = source if text == source.text else Source(source.name, text)
    parsed = parse(read)
    if any(found.severity == Severity.ERROR for found in parsed.diagnostics):
        # Findings point into the text as it is.
        return Formatted(source.text, parse(source).diagnostics or parsed.diagnostics)
    return Formatted(_assembled(list(_blocks(read, parsed))), parsed.diagnostics)


@dataclass(frozen=True, slots=True)
class _Block:
    """A piece of the file that starts on a line of its own."""

    text: str
    blank: bool
    """Whether the author left an empty line before it."""
    item: nodes.Declaration | None = None
    comment: bool = False
    ended: bool = False
    """Whether there is a comment at its end already."""


def _assembled(blocks: Sequence[_Block]) -> str:
    """The file: an empty line between declarations, and where the author left one around comments."""
    lines: list[str] = []
    before: _Block | None = None
    comments: list[_Block] = []
    for block in blocks:
        if block.comment:
            comments.append(block)
        else:
            lines += _apart(before, [*comments, block], _is_close(before, block))
            before, comments = block, []
    lines += _apart(before, comments, True)
    return "\n".join((*lines, ""))


def _apart(before: _Block | None, blocks: Sequence[_Block], close: bool) -> Iterator[str]:
    """*blocks*, comments up to the last one, after *before*; *close* where no empty line is needed."""
    blanks = [block.blank for block in blocks]
    if len(blocks) == 1 and isinstance(blocks[0].item, nodes.Import) and close:
        blanks = [False]
    if not close and not any(blanks):
        blanks[0] = True
    for index, (block, blank) in enumerate(zip(blocks, blanks, strict=True)):
        if blank and (index or before is not None):
            yield ""
        yield block.text


def _is_close(before: _Block | None, block: _Block) -> bool:
    if before is None:
        return True
    return before.item is not None and block.item is not None and close_together(before.item, block.item)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Something outside of which comments stand: a declaration, the edition, a region that stays as it is."""

    span: Span
    item: nodes.Declaration | None = None
    text: str = ""
    """What to print, where it is no declaration."""
    region: bool = False
    """Whether its comments are part of its text."""


def _blocks(source: Source, parsed: Parsed) -> Iterator[_Block]:
    """What *source* is made of, in order."""
    pieces = [*_edition(source, parsed.module), *(_Piece(item.span, item) for item in parsed.module.items)]
    regions = list(_regions(source, pieces, parsed.comments))
    pieces = [piece for piece in pieces if not any(_holds(region.span, piece.span.start) for region in regions)]
    pieces = sorted((*pieces, *regions), key=lambda piece: piece.span.start)
    comments, done = parsed.comments, 0
    for piece in pieces:
        while done < len(comments) and comments[done].start < piece.span.start:
            yield _comment(note_of(comments[done]))
            done += 1
        first = done
        while done < len(comments) and comments[done].start < piece.span.end:
            done += 1
        own = _printed(piece, comments[first:done])
        if done < len(comments) and _same_line(piece.span.end, comments[done]):
            own = _with_trailing(own, note_of(comments[done]))
            done += 1
        yield from own
    yield from (_comment(note_of(comment)) for comment in comments[done:])


def _printed(piece: _Piece, comments: Sequence[Span]) -> list[_Block]:
    """*piece* with the *comments* inside of it."""
    source, item = piece.span.source, piece.item
    blank = after_blank(source, piece.span.start)
    if item is None:
        notes = [] if piece.region else [note_of(comment) for comment in comments]
        return [*_above(notes, blank), _Block(piece.text, blank and not notes)]
    doc = DeclarationPrinter(Written(source, marks=bool(comments))).declaration(item)
    placed = place(doc, comments)
    text = render(doc, placed=placed)
    if placed.below:
        text = f"{text} {placed.below[0].text}"
    below = [_comment(note) for note in placed.below[1:]]
    return [
        *_above(placed.above, blank),
        _Block(text, blank and not placed.above, item, ended=bool(placed.below)),
        *below,
    ]


def _above(notes: Sequence[Note], blank: bool) -> list[_Block]:
    """Comments that move before what they were written in, *blank* if an empty line is there."""
    return [_comment(replace(note, blank=blank and index == 0)) for index, note in enumerate(notes)]


def _with_trailing(blocks: list[_Block], note: Note) -> list[_Block]:
    """*blocks* with the comment at the end of their last line."""
    *others, last = blocks
    if last.comment or last.ended:
        return [*blocks, _comment(note)]
    return [*others, replace(last, text=f"{last.text} {note.text}")]


def _comment(note: Note) -> _Block:
    return _Block(note.text, note.blank, comment=True)


def _edition(source: Source, module: nodes.Module) -> Iterator[_Piece]:
    """The line `edition 1`, if it is there."""
    if module.edition is None:
        return
    whole = Span(source, 0, len(source.text))
    start = Written(source).seek(0, ("edition",), whole.end)
    number = Written(source).token(Span(source, start, whole.end), "number")
    if number is not None:
        yield _Piece(Span(source, start, number.end), text=f"edition {number.text}")


def _regions(source: Source, pieces: Sequence[_Piece], comments: Sequence[Span]) -> Iterator[_Piece]:
    """What stands between `# fmt: off` and `# fmt: on`, or to the end of the file."""
    if _OFF not in source.text:
        return
    starts = [piece.span.start for piece in pieces]
    begin: int | None = None
    for comment in comments:
        before = bisect_right(starts, comment.start) - 1
        if note_of(comment).trailing or (before >= 0 and _holds(pieces[before].span, comment.start)):
            continue
        if comment.text.rstrip() == _OFF and begin is None:
            begin = comment.start
        elif comment.text.rstrip() == _ON and begin is not None:
            span = Span(source, begin, comment.end)
            yield _Piece(span, text=span.text, region=True)
            begin = None
    if begin is not None:
        span = Span(source, begin, len(source.text))
        yield _Piece(span, text=span.text.rstrip("\n"), region=True)


def _holds(span: Span, offset: int) -> bool:
    return span.start <= offset < span.end


def _same_line(end: int, comment: Span) -> bool:
    return "\n" not in comment.source.text[end : comment.start]
