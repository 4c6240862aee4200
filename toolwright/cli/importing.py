"""`toolwright import`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from toolwright.runtime.writing import whole_folder
from toolwright.trainer.data.ftrl import FtrlRow, figures, read_ftrl
from toolwright.trainer.data.tables import FORMATS

from .console import result_console
from .libraries import without_extra
from .safe import safe
from .writing import apart


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path, dir_okay=False))
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder to write.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def command(files: tuple[Path, ...], out: Path, as_json: bool) -> int:
    """Read rows of the paper's data (FTRL, MatchTIR; JSONL or Parquet), check them, and write them as Parquet by split.

    Their tools' code is kept as text and never run. `toolwright export --format ftrl` writes such rows.

    Example: toolwright import train.jsonl test.parquet -o data/ftrl
    """
    try:
        from toolwright.trainer.data.parquet import write_parquet
    except ImportError as problem:
        raise without_extra("Parquet", "data", problem) from None
    outputs = {split: f"{split}.parquet" for split in ("train", "test")}
    for name in outputs.values():
        apart(out / name, files)
    splits: dict[str, list[FtrlRow]] = {}
    for file in files:
        for place, row in _rows(file):
            read = read_ftrl(row)
            if isinstance(read, str):
                raise click.ClickException(safe(f"{place}: {read}"))
            splits.setdefault("test" if read.split == "test" else "train", []).append(read)
    try:
        with whole_folder(out, outputs.values()) as folder:
            for split, own in splits.items():
                write_parquet(folder / outputs[split], (row.to_row() for row in own), FORMATS["ftrl"])
    except OSError as problem:
        raise click.ClickException(f"{out} cannot be written: {problem.strerror or problem}") from None
    told = {name: dict(figures(own)) for name, own in splits.items()}
    if as_json:
        click.echo(json.dumps(told, sort_keys=True))
        return 0
    _print(told)
    click.echo(f"wrote {out}", err=True)
    return 0


def _rows(file: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The rows of a file, each with its place. Raises click.ClickException."""
    try:
        found: Iterable[Any] = _parquet(file) if file.suffix == ".parquet" else _jsonl(file)
        for number, row in enumerate(found, start=1):
            if row is None:
                continue
            if not isinstance(row, dict):
                raise click.ClickException(f"{file}:{number}: a row is an object")
            yield f"{file}:{number}", row
    except OSError as problem:
        raise click.ClickException(f"{file} cannot be read: {problem.strerror or problem}") from None
    except ValueError as problem:
        raise click.ClickException(str(problem)) from None


def _parquet(file: Path) -> Iterator[Any]:
    from toolwright.trainer.data.parquet import read_parquet

    return read_parquet(file)


def _jsonl(file: Path) -> Iterator[Any]:
    """What each line holds, None for an empty one. Raises OSError, ValueError with the place."""
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield json.loads(line) if line.strip() else None
            except (ValueError, RecursionError):
                raise ValueError(f"{file}:{number}: this is no JSON") from None


def _print(told: Mapping[str, Mapping[str, str]]) -> None:
    from rich.table import Table

    table = Table(title="rows", title_justify="left")
    table.add_column("")
    for name in told:
        table.add_column(name, justify="right")
    for what in dict.fromkeys(what for own in told.values() for what in own):
        table.add_row(what, *(own.get(what, "0") for own in told.values()))
    result_console().print(table)
