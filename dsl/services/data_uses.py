"""Where data files name fields and members: columns of CSV files, names and values of JSON objects.

Data files may be large, so this is worked out for a rename only, not for every index.
"""

from __future__ import annotations

import csv
import io
import posixpath
from collections.abc import Iterator, Sequence
from itertools import islice

from ..checking.fit import present
from ..checking.types import Enum
from ..data.cells import Key
from ..data.csv_cells import CsvCells
from ..data.json_text import Element, read_array, read_lines, span_of
from ..program import Entity
from ..source import Source, Span
from ..syntax import nodes
from .model import Definition, Index, Kind

MAX_ROWS = 20_000
"""Rows of one file that are looked through; a rename that needs more is refused by the check that follows it."""


def data_uses(index: Index, own: Definition) -> Iterator[Span]:
    """Every place in a CSV, JSON or JSONL file that means the field or the member *own*."""
    for entity, source in _files(index):
        if own.kind is Kind.FIELD and own.owner is not None and own.owner.node is entity.node:
            yield from _names(source, own.name)
        elif own.kind is Kind.MEMBER and own.owner is not None:
            for field in entity.fields:
                place = present(field.type)
                if isinstance(place, Enum) and place.name == own.owner.name:
                    yield from _values(source, field.name, own.name)


def _files(index: Index) -> Iterator[tuple[Entity, Source]]:
    world = index.analysis.world
    for unit in index.analysis.units:
        for item in unit.items:
            if isinstance(item, nodes.DataDecl) and isinstance(item.source, nodes.DataFile):
                source = index.file(unit.path, item.source.path)
                decl = unit.scope.types.get(item.entity.text)
                entity = world.entities.get(decl.name.text) if isinstance(decl, nodes.EntityDecl) else None
                if source is not None and entity is not None:
                    yield entity, source


def _names(source: Source, name: str) -> Iterator[Span]:
    if _is_csv(source):
        cells = CsvCells(source)
        for record in _records(source, 1):
            for column, text in enumerate(record):
                if text.strip() == name:
                    yield _trimmed(cells.span(0, column))
        return
    for element in _elements(source):
        if isinstance(element.value, dict) and name in element.value:
            yield _inside(span_of(source, element.start, (Key(name),)))


def _values(source: Source, field: str, value: str) -> Iterator[Span]:
    if _is_csv(source):
        cells = CsvCells(source)
        records = _records(source, MAX_ROWS + 1)
        column = next((at for at, text in enumerate(records[0]) if text.strip() == field), None) if records else None
        for number, record in enumerate(records):
            if column is not None and number and column < len(record) and record[column] == value:
                yield cells.span(number, column)
        return
    for element in _elements(source):
        if isinstance(element.value, dict) and element.value.get(field) == value:
            yield _inside(span_of(source, element.start, (field,)))


def _is_csv(source: Source) -> bool:
    return posixpath.splitext(source.name)[1] == ".csv"


def _records(source: Source, most: int) -> Sequence[list[str]]:
    reader = csv.reader(io.StringIO(source.text, newline=""), strict=True)
    try:
        return list(islice((record for record in reader if record), most))
    except csv.Error:
        return ()


def _elements(source: Source) -> Iterator[Element]:
    read = read_lines if source.name.endswith(".jsonl") else read_array
    return (found for found in islice(read(source), MAX_ROWS) if isinstance(found, Element))


def _trimmed(span: Span) -> Span:
    lead = len(span.text) - len(span.text.lstrip())
    return Span(span.source, span.start + lead, span.start + lead + len(span.text.strip()))


def _inside(span: Span) -> Span:
    """*span* of a JSON text without its quotes."""
    return Span(span.source, span.start + 1, span.end - 1)
