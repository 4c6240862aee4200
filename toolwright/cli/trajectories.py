"""Trajectory files named on the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from toolwright.runtime import Bundle, BundleError, Environment
from toolwright.trainer.replay import read_trajectory


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a trajectory file, with where it was played."""

    environment: Environment
    trajectory: Mapping[str, Any]
    place: str
    """The file and the line's number."""


def read_lines(file: Path, bundles: Mapping[str, Bundle]) -> Iterator[Line]:
    """The trajectories of *file*, all of which must be of *bundles* (by id). Raises click.ClickException."""
    environments: dict[tuple[str, str], Environment] = {}
    try:
        lines = file.read_bytes().split(b"\n")
    except OSError as problem:
        raise click.ClickException(f"{file} cannot be read: {problem.strerror or problem}") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place, read = f"{file}:{number}", read_trajectory(line)
        if isinstance(read, str):
            raise click.ClickException(f"{place}: {read}")
        bundle = bundles.get(read["bundle"])
        if bundle is None:
            raise click.ClickException(f"{place}: bundle {read['bundle'][:12]} is not among those named")
        key = bundle.name, read["level"]
        if key not in environments:
            try:
                environments[key] = bundle.environment(read["level"])
            except BundleError as problem:
                raise click.ClickException(f"{place}: {problem}") from None
        if read["task"] not in environments[key].tasks:
            raise click.ClickException(f"{place}: {bundle.name} has no task {read['task']}")
        yield Line(environments[key], read, place)


__all__ = ["Line", "read_lines"]
