"""Rows of JSON files (a list of objects) and of JSONL files (an object in each line)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from ..checking.scope import World
from ..diagnostics import Edit, Fix
from ..program import Entity
from ..source import Source, Span
from .cells import Bad, Path
from .json_text import Element, Trouble, read_array, read_lines, span_of
from .rows import MAX_ROWS, Loaded, Reporter, RowFitter

_SAMPLE: Final = '{"id": "a", "size": 1}'


def json_rows(world: World, entity: Entity, source: Source) -> Loaded:
    """The rows of a file that holds one list of objects."""
    return _rows(world, entity, source, read_array, f"write it as in `[{_SAMPLE}]`")


def jsonl_rows(world: World, entity: Entity, source: Source) -> Loaded:
    """The rows of a file that holds an object in each line."""
    return _rows(world, entity, source, read_lines, f"each line holds an object such as `{_SAMPLE}`")


def _rows(
    world: World, entity: Entity, source: Source, read: Callable[[Source], Iterator[Element | Trouble]], form: str
) -> Loaded:
    starts: list[int] = []

    def place(number: int, column: str, path: Path) -> Span:
        return span_of(source, starts[number], (column, *path) if column else path)

    loaded, reporter, complete = Loaded(place), Reporter(world.findings), True
    rows = RowFitter(world, entity, loaded, reporter)
    for number, found in enumerate(read(source)):
        starts.append(found.start)
        if number >= MAX_ROWS:
            span = Span(source, found.start, found.start + 1)
            world.findings.error("TW0511", span, f"an entity has at most {MAX_ROWS:,} rows")
            complete = False
            break
        if isinstance(found, Trouble):
            complete = False
            _trouble(reporter, source, found, form)
        elif isinstance(found.value, dict):
            rows.add_object(number, found.value)
        else:
            complete = False
            _no_object(reporter, source, found, form)
    reporter.close()
    return replace(loaded, complete=complete)


def _trouble(reporter: Reporter, source: Source, found: Trouble, form: str) -> None:
    span = Span(source, found.start, found.end)
    if reporter.admits("TW0512", "", lambda: span):
        fix = Fix("leave the `,` out", (Edit(span, ""),)) if found.comma else None
        reporter.findings.error("TW0512", span, found.message, help=None if fix else form, fix=fix)


def _no_object(reporter: Reporter, source: Source, found: Element, form: str) -> None:
    value = found.value
    path = value.path if isinstance(value, Bad) else ()
    message = value.message if isinstance(value, Bad) else "a row is an object"

    def span() -> Span:
        return span_of(source, found.start, path)

    if reporter.admits("TW0512", "", span):
        reporter.findings.error("TW0512", span(), message, help=None if path else form)
