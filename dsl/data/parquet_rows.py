"""Rows of Parquet files.

Such a file has no text that findings could quote. So a finding quotes a rendering of the file that is made when the
first one is there: a JSON object in each line, so that the number of a line is the number of a row.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import accumulate
from typing import Final

from ..checking.scope import World
from ..program import Entity
from ..source import Source, Span
from .arrow_cells import Unreadable, installed, read_columns
from .cells import Bad, Key, Path
from .json_text import span_of
from .rows import Loaded, Reporter, RowFitter, header_fields

_WIDTH: Final = 200
"""So much of a text is shown in a rendering."""


def parquet_rows(world: World, entity: Entity, name: str, data: bytes, asked: Span) -> Loaded:
    """The rows of the Parquet file *data*, shown as *name*; *asked* is where the spec asks for it."""
    rendering = _Rendering(name)
    loaded = Loaded(rendering.place, own_text=False)
    if not installed():
        world.findings.error(
            "TW0514", asked, "Parquet files are read by `pyarrow`, which is not installed",
            help="run `pip install 'toolwright[data]'`",
        )  # fmt: skip
        return replace(loaded, complete=False)
    table = read_columns(data, {field.name for field in entity.fields})
    if isinstance(table, Unreadable):
        world.findings.error(table.code, asked, f"`{name}` {table.message}")
        return replace(loaded, complete=False)
    rendering.columns, rendering.count = table.columns, table.count
    header = [(column, lambda column=column: rendering.place(0, "", (Key(column),))) for column in table.names]
    fields = header_fields(world.findings, entity, header, lambda: rendering.place(0, "", ()), own_text=False)
    columns = [(field.name, table.columns[field.name]) for field in fields if field]
    reporter = Reporter(world.findings)
    rows = RowFitter(world, entity, loaded, reporter)
    for number in range(table.count):
        rows.add(number, [(column, values[number]) for column, values in columns])
    reporter.close()
    return loaded


class _Rendering:
    """The rows of a file as text, made when it is first asked for."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.columns: Mapping[str, Sequence[object]] = {}
        self.count = 0

    @cached_property
    def _lines(self) -> tuple[Source, list[int]]:
        lines = [
            json.dumps({name: _shown(values[number]) for name, values in self.columns.items()}, ensure_ascii=False)
            for number in range(self.count)
        ]
        starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
        return Source(self._name, "\n".join(lines)), starts

    def place(self, number: int, column: str, path: Path) -> Span:
        """Where a cell stands in the rendering; the first of *path* may be a name in the row."""
        source, starts = self._lines
        if not self.count:
            return Span(source, 0, 0)
        return span_of(source, starts[number], (column, *path) if column else path)


def _shown(value: object) -> object:
    match value:
        case Bad(message):
            return f"... {message}"
        case str():
            return value if len(value) <= _WIDTH else f"{value[:_WIDTH]}..."
        case list():
            return [_shown(item) for item in value]
        case dict():
            return {name: _shown(item) for name, item in value.items()}
        case _:
            return value
