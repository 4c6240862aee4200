"""Which parts of a file can be folded away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ..source import Source, Span
from ..syntax import nodes
from ..syntax.parse import Parsed
from ..syntax.walk import walk


@dataclass(frozen=True, slots=True)
class Fold:
    """Lines that can be hidden behind the first of them; both are counted from 1."""

    first: int
    last: int
    comment: bool = False


_FOLDED = (
    nodes.Table, nodes.RecordNode, nodes.RecordTypeNode, nodes.Query, nodes.Call, nodes.ListNode, nodes.Settings,
    nodes.If, nodes.For, nodes.TestFor, nodes.Step, nodes.Level, nodes.Doc, nodes.Code,
)  # fmt: skip


def folds(parsed: Parsed) -> tuple[Fold, ...]:
    """Declarations, blocks, tables, runs of comments, and what stands between `# region` and `# endregion`, where it
    takes more than a line; of those with one first line the longest.
    """
    longest: dict[int, Fold] = {}
    for fold in (*_blocks(parsed.module), *_comments(parsed.comments), *_regions(parsed.comments)):
        if fold.last > fold.first and (fold.first not in longest or longest[fold.first].last < fold.last):
            longest[fold.first] = fold
    return tuple(longest[first] for first in sorted(longest))


def _blocks(module: nodes.Module) -> Iterator[Fold]:
    for item in module.items:
        yield _lines(item.span)
        for node in walk(item):
            if isinstance(node, _FOLDED):
                yield _lines(node.span)


def _lines(span: Span) -> Fold:
    return Fold(span.source.position(span.start)[0], span.source.position(max(span.start, span.end - 1))[0])


def _comments(comments: tuple[Span, ...]) -> Iterator[Fold]:
    """Runs of lines that hold nothing but a comment."""
    lines = [comment.source.position(comment.start)[0] for comment in comments if _alone(comment.source, comment)]
    first = lines[0] if lines else 0
    for line, following in pairwise([*lines, -1]):
        if following != line + 1:
            yield Fold(first, line, comment=True)
            first = following


def _regions(comments: tuple[Span, ...]) -> Iterator[Fold]:
    """What the author has marked; regions may stand in others, and an end without a beginning is no mark."""
    open_: list[int] = []
    for comment in comments:
        word = comment.text.lstrip("#").split(maxsplit=1)[:1]
        line = comment.source.position(comment.start)[0]
        if word == ["region"]:
            open_.append(line)
        elif word == ["endregion"] and open_:
            yield Fold(open_.pop(), line)


def _alone(source: Source, comment: Span) -> bool:
    return not source.text[source.text.rfind("\n", 0, comment.start) + 1 : comment.start].strip()
