"""Rows of CSV files."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Final

from ..checking.scope import World
from ..diagnostics import Label
from ..program import Entity
from ..source import Source, Span
from .cells import Path, parser
from .csv_cells import CsvCells
from .rows import MAX_ROWS, Loaded, Reporter, RowFitter, header_fields

_OTHER_SEPARATORS: Final = {";": "`;`", "\t": "tabs", "|": "`|`"}


def csv_rows(world: World, entity: Entity, source: Source) -> Loaded:
    """The rows of a CSV file whose first record names the columns."""
    places = CsvCells(source)
    position: dict[str, int] = {}

    def place(number: int, column: str, _: Path) -> Span:
        return places.span(number, position.get(column, 0))

    records = _records(world, source)
    if not records or _separated_otherwise(world, entity, source, records[0]):
        return Loaded(place, complete=False)

    header = [(name.strip(), lambda column=column: places.span(0, column)) for column, name in enumerate(records[0])]
    columns = header_fields(world.findings, entity, header, lambda: Span(source, 0, len(source.line(1))))
    position |= {field.name: column for column, field in enumerate(columns) if field}
    parsers = [parser(world, field.type) if field else None for field in columns]

    loaded, reporter, complete = Loaded(place), Reporter(world.findings), True
    rows = RowFitter(world, entity, loaded, reporter)
    wanted = [(column, field.name, parse) for column, (field, parse) in enumerate(zip(columns, parsers, strict=True))
              if field and parse]  # fmt: skip
    for number in range(1, len(records)):
        record = records[number]
        if len(record) != len(header):
            complete = False
            _ragged(reporter, places, number, len(record), len(header))
            continue
        rows.add(number, [(name, parse(record[column])) for column, name, parse in wanted])
    reporter.close()
    return replace(loaded, complete=complete)


def _records(world: World, source: Source) -> list[list[str]]:
    """The records of the file with blank lines left out; none, with a finding, where there is no header."""
    reader = csv.reader(io.StringIO(source.text, newline=""), strict=True)
    records: list[list[str]] = []
    try:
        for record in reader:
            if record:
                records.append(record)
            if len(records) > MAX_ROWS + 1:
                span = _line_span(source, reader.line_num)
                world.findings.error("TW0511", span, f"an entity has at most {MAX_ROWS:,} rows")
                return []
    except csv.Error as problem:
        _broken(world, source, _line_span(source, reader.line_num), problem)
        return []
    if not records:
        world.findings.error(
            "TW0509", Span(source, 0, 0), "this CSV file is empty", help="its first line names the columns"
        )
    return records


def _broken(world: World, source: Source, line: Span, problem: csv.Error) -> None:
    """Report what is no CSV text at the quotes that are wrong, else at the *line* where reading ended."""
    quotes = CsvCells(source).broken_quotes()
    if quotes is None:
        world.findings.error("TW0509", line, f"this is not a CSV file: {problem}")
        return
    opening, closing = quotes
    instead = 'a quote inside of a quoted cell is written twice: `"a ""b"" c"`'
    if closing is None:
        world.findings.error("TW0509", opening, "this quote is never closed", help=f"close it; {instead}")
        return
    labels = (Label(opening, "the cell begins here"),)
    message = "behind the closing quote of a cell stands a comma or the end of the line"
    world.findings.error("TW0509", closing, message, labels=labels, help=instead)


def _separated_otherwise(world: World, entity: Entity, source: Source, header: list[str]) -> bool:
    """Whether the columns are separated by something else than commas, with a finding."""
    names = {field.name for field in entity.fields}
    for mark, name in _OTHER_SEPARATORS.items():
        parts = [part.strip().strip('"') for part in header[0].split(mark)]
        if len(header) == 1 and len(parts) > 1 and names & set(parts):
            world.findings.error(
                "TW0509",
                Span(source, 0, len(source.line(1))),
                f"this file looks as if its columns were separated by {name}",
                help="save it with commas between the columns",
            )
            return True
    return False


def _ragged(reporter: Reporter, places: CsvCells, number: int, found: int, width: int) -> None:
    def span() -> Span:
        return places.span(number, min(found, width))

    if reporter.admits("TW0503", "", span):
        message = f"this row has {found} cells, the file has {width} columns"
        reporter.findings.error("TW0503", span(), message)


def _line_span(source: Source, number: int) -> Span:
    lines = source.text.splitlines(keepends=True)[: max(number, 1)] or [""]
    end = sum(map(len, lines))
    return Span(source, end - len(lines[-1]), end - len(lines[-1]) + len(lines[-1].rstrip("\r\n")))
