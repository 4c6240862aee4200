"""Rows from files: which reader a file's name asks for."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from ..checking.scope import World
from ..diagnostics.findings import listed, near
from ..program import Entity
from ..project.load import Reader
from ..source import Source, Span
from ..syntax import nodes
from .cells import Path
from .csv_rows import csv_rows
from .json_rows import json_rows, jsonl_rows
from .parquet_rows import parquet_rows
from .rows import Loaded

MAX_BYTES: Final = 128 * 2**20
"""Largest data file."""

_Text: TypeAlias = Callable[[World, Entity, Source], Loaded]
_TEXT: Final[Mapping[str, _Text]] = {".csv": csv_rows, ".json": json_rows, ".jsonl": jsonl_rows}
_PARQUET: Final = ".parquet"
FORMATS: Final = (*_TEXT, _PARQUET)
"""The endings of names of data files."""
_USUAL: Final = {".ndjson": ".jsonl", ".ldjson": ".jsonl", ".pq": ".parquet", ".parq": ".parquet"}


def file_rows(world: World, entity: Entity, reader: Reader, importer: str, file: nodes.DataFile) -> Loaded:
    """The rows of *file*, which the spec at *importer* names."""

    def nowhere(_: int, __: str, ___: Path) -> Span:
        return file.span

    nothing = Loaded(nowhere, complete=False)
    path = reader.locate(importer, file.path, file.span)
    if path is None:
        return nothing
    ending = posixpath.splitext(path)[1]
    if ending not in FORMATS:
        _unknown_format(world, file, path, ending)
        return nothing
    if ending == _PARQUET:
        data = reader.content(path, file.span, MAX_BYTES)
        return nothing if data is None else parquet_rows(world, entity, path, data, file.span)
    source = reader.source(path, file.span, MAX_BYTES)
    return nothing if source is None else _TEXT[ending](world, entity, source)


def _unknown_format(world: World, file: nodes.DataFile, path: str, ending: str) -> None:
    usual = _USUAL.get(ending.lower(), ending.lower())
    guess = usual if usual in FORMATS else near(usual, FORMATS)
    name = posixpath.basename(path).removesuffix(ending)
    world.findings.error(
        "TW0510",
        file.span,
        f"rows are not read from `{ending}` files" if ending else "the name of a data file tells its format",
        help=f"call the file `{name}{guess}`" if guess and ending else f"its name ends with {listed(FORMATS, 'or')}",
    )
