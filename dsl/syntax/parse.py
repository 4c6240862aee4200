"""Text to tree. Nothing here raises for any text: what is wrong with it comes back as diagnostics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from ..collector import collector_paused
from ..diagnostics import Diagnostic, error
from ..source import Source, Span
from . import nodes
from .build import Builder
from .cursor import Cursor
from .foreign import foreign
from .lexical import MAX_DEPTH, Outline, not_text, outline, too_large
from .machine import machine
from .pieces import declared_names, pieces
from .walk import below


@dataclass(frozen=True, slots=True)
class Parsed:
    """What parsing a text gives."""

    module: nodes.Module
    """Declarations that could be read; all of them where *diagnostics* has no error."""
    comments: tuple[Span, ...]
    diagnostics: tuple[Diagnostic, ...]
    poisoned: frozenset[str]
    """Names that broken declarations seem to declare: their absence is no news to anybody."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """What decoding bytes gives: a source, or the reason why there is none."""

    source: Source
    """Without text where *diagnostics* is not empty."""
    diagnostics: tuple[Diagnostic, ...]


def decode(name: str, data: bytes) -> Decoded:
    """*data* as a source called *name*: UTF-8, a byte order mark dropped.

    In a text without any line feed, as machines of long ago wrote them, carriage returns end the lines.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        before = data[: problem.start].decode("utf-8-sig")
        seen = _with_line_feeds(name, data.decode("utf-8-sig", errors="replace"))
        line = seen.position(len(before))[0]
        return _undecoded(seen, len(before), f"byte {problem.start} (in line {line}) is not UTF-8")
    source = _with_line_feeds(name, text)
    if (finding := not_text(source)) is None:
        return Decoded(source, ())
    start = finding.span.start
    reason = f"{finding.message.partition(': ')[2]} in line {source.position(start)[0]}"
    return _undecoded(Source(name, source.text.replace("\0", "\ufffd")), start, reason)


def _with_line_feeds(name: str, text: str) -> Source:
    return Source(name, text if "\n" in text else text.replace("\r", "\n"))


def _undecoded(seen: Source, at: int, reason: str) -> Decoded:
    """No source, and a finding at a mark of *seen*, which shows what is no text as U+FFFD."""
    found = error("TW0113", Span(seen, at, at + 1), f"this is not text: {reason}", help="save the file as UTF-8 text")
    return Decoded(Source(seen.name, ""), (found,))


def parse(source: Source) -> Parsed:
    """The tree of *source*, its comments, and everything that is wrong with its syntax.

    A broken declaration does not hide the others: each is reported alone, and the rest is in the module.
    """
    if (finding := not_text(source) or too_large(source)) is not None:
        return Parsed(_module(source, None, ()), (), (finding,), frozenset())
    with collector_paused():
        return _parse(source)


def _parse(source: Source) -> Parsed:
    look = outline(source)
    engine = _Engine(source, look)
    read = _Reading([], [], set())
    edition: int | None = None
    whole = Span(source, 0, len(source.text))
    tree, found = engine.run(whole) if not look.problems else (None, ())
    if isinstance(tree, nodes.Module):
        read.add(tree, found, whole)
        edition = tree.edition
    elif (finding := foreign(source, look)) is not None:
        read.lose(whole, (finding,))
    else:
        for number, piece in enumerate(pieces(source, look.cuts)):
            own = tuple(p for p in look.problems if piece.start <= p.span.start < piece.end)
            # A hole that is never closed does not keep its declaration from being read.
            readable = all(problem.code == "TW0108" for problem in own)
            tree, found = engine.run(piece) if readable else (None, ())
            if not isinstance(tree, nodes.Module):
                found = own or found
                if not own and len(read.diagnostics) < _MOST:
                    found = engine.explain(piece, found, len(read.diagnostics) < _THOROUGH)
                read.lose(piece, found)
                continue
            if tree.edition is not None and number > 0 and (edition is not None or read.items):
                message = "`edition` stands in the first line of a file, once"
                found = (*found, error("TW0115", _trimmed(piece), message))
            edition = tree.edition if edition is None else edition
            read.add(tree, found, piece)
    if not read.items and not read.diagnostics:
        read.diagnostics.append(_empty(source))
    read.diagnostics.sort(key=lambda d: d.span.start)
    module = _module(source, edition, tuple(read.items))
    return Parsed(module, look.comments, tuple(read.diagnostics), frozenset(read.poisoned))


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is known so far."""

    items: list[nodes.Declaration]
    diagnostics: list[Diagnostic]
    poisoned: set[str]

    def add(self, tree: nodes.Module, found: tuple[Diagnostic, ...], piece: Span) -> None:
        """Keep the declarations of *tree*, except those that nest too deep."""
        self.diagnostics.extend(found)
        for item in tree.items:
            if (problem := _too_deep(item)) is None:
                self.items.append(item)
            else:
                self.lose(item.span, (problem,))

    def lose(self, piece: Span, found: tuple[Diagnostic, ...]) -> None:
        """Report *piece*, and remember what it declares."""
        self.diagnostics.extend(found)
        self.poisoned.update(declared_names(piece))


def _module(source: Source, edition: int | None, items: tuple[nodes.Declaration, ...]) -> nodes.Module:
    return nodes.Module(Span(source, 0, len(source.text)), edition, items)


def _trimmed(piece: Span) -> Span:
    return Span(piece.source, piece.start, piece.start + len(piece.text.rstrip()))


def _empty(source: Source) -> Diagnostic:
    return error(
        "TW0114",
        Span(source, 0, 0),
        "there is no declaration in this file",
        help="a file starts with `scenario name { ... }`, or with `library name { ... }` to be imported",
    )


# ------------------------------------------------------------------ the engine


class _Engine:
    """The parser at work on one file."""

    def __init__(self, source: Source, look: Outline) -> None:
        self._look = look
        self._machine = machine()
        self._builder = Builder(source, self._hole)
        self._callbacks = [
            None if rule.callback is None else getattr(self._builder, rule.callback)
            for rule in self._machine.tables.rules
        ]

    def run(self, span: Span) -> tuple[nodes.Module | None, tuple[Diagnostic, ...]]:
        """Module in *span* (None where it does not parse), and what is wrong inside its tokens."""
        self._builder.diagnostics = []
        return self._attempt("start", span), tuple(self._builder.diagnostics)

    def explain(self, piece: Span, found: tuple[Diagnostic, ...], thorough: bool) -> tuple[Diagnostic, ...]:
        """What to say about a piece that failed; *found* was found in its tokens before."""
        return (*found, *self._explain("start", piece, thorough))

    def _explain(self, start: str, span: Span, thorough: bool) -> tuple[Diagnostic, ...]:
        # Here alone: commands that find no mistake need not wait for what is known of mistakes.
        from .recovery import Place, explain

        place = Place(span, self._look.comments, self._machine.tables.texts)
        return explain(Cursor(self._machine, start, span), place, thorough=thorough)

    def _attempt(self, start: str, span: Span) -> Any:
        """A node, or None where the text does not parse."""
        return self._machine.parse(start, span.source.text, span.start, span.end, self._callbacks)

    def _hole(self, span: Span) -> nodes.Expr | Diagnostic:
        expression: nodes.Expr | None = self._attempt("expr", span)
        return expression or self._explain("expr", span, thorough=True)[0]


_THOROUGH: Final = 50
"""Findings in a file after which repairs are no longer tried, so that any garbage is answered in time."""
_MOST: Final = 500
"""Findings in a file after which broken declarations are no longer looked into."""


# ------------------------------------------------------------------- depth


def _too_deep(item: nodes.Declaration) -> Diagnostic | None:
    """A finding for the first node of *item* that lies too deep."""
    deep = below(item, MAX_DEPTH)
    if deep is None:
        return None
    here = Span(deep.span.source, deep.span.start, deep.span.start + 1)
    message = f"this nests more than {MAX_DEPTH} levels deep"
    return error("TW0112", here, message, help="name parts of it with `let`")
