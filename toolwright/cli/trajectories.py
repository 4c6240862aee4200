"""Trajectory files named on the command line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import click

from toolwright.runtime import Bundle, BundleError, Environment
from toolwright.trainer.replay import Unnamed, read_trajectory

from .bundles import environment
from .lines import Told
from .safe import safe

_LONGEST: Final = 80
"""So many characters of a bundle's name are shown."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a trajectory file, with where it was played."""

    environment: Environment
    trajectory: Mapping[str, Any]
    place: str
    """The file and the line's number."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which recorded episodes are read."""

    levels: Collection[str] = ()
    """Only those at these levels; at all of them where there is none."""
    limit: int | None = None
    """Only those of the first so many tasks of each bundle."""

    def __str__(self) -> str:
        """What they are limited to, to stand behind the word `trajectory`."""
        at = f" at level {' or '.join(self.levels)}" if self.levels else ""
        return at if self.limit is None else f"{at} of the first {self.limit} tasks"

    def tasks(self, here: Environment) -> frozenset[str]:
        """Those of *here* whose episodes are read."""
        return (
            frozenset() if self.levels and here.level not in self.levels else frozenset(islice(here.tasks, self.limit))
        )


def known_levels(levels: Collection[str], bundles: Sequence[Bundle]) -> None:
    """See that each of *levels* is one of some bundle. Raises click.ClickException."""
    for level in levels:
        if not any(level in bundle.level_names for bundle in bundles):
            environment(bundles[0], level)


def read_lines(file: Path, bundles: Mapping[str, Bundle], told: Told, chosen: Chosen | None = None) -> Iterator[Line]:
    """The trajectories of *file* that are *chosen*; what is none of *bundles* (by id) is *told*, at the end.

    Raises click.ClickException where the file cannot be read.
    """
    environments: dict[tuple[str, str], Environment] = {}
    wanted: dict[tuple[str, str], frozenset[str]] = {}
    unnamed: list[Unnamed] = []
    try:
        lines = file.read_bytes().split(b"\n")
    except OSError as problem:
        raise click.ClickException(f"{file} cannot be read: {problem.strerror or problem}") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place, read = f"{file}:{number}", read_trajectory(line)
        if isinstance(read, str):
            told.error(f"{place}: {read}")
            continue
        bundle = bundles.get(read["bundle"])
        if bundle is None:
            unnamed.append(Unnamed.of(number, read))
            continue
        key = bundle.id, read["level"]
        if key not in environments:
            try:
                environments[key] = bundle.environment(read["level"])
            except BundleError as problem:
                told.error(f"{place}: {problem}")
                continue
            wanted[key] = (chosen or Chosen()).tasks(environments[key])
        if read["task"] not in environments[key].tasks:
            told.error(f"{place}: {bundle.name} has no task {read['task']}")
        elif read["task"] in wanted[key]:
            yield Line(environments[key], read, place)
    for text in about_unnamed(file, unnamed, bundles.values()):
        told.error(text)


def about_unnamed(file: Path, unnamed: Iterable[Unnamed], bundles: Iterable[Bundle]) -> Iterator[str]:
    """What is said of the lines of *file* whose bundles are not among *bundles*: a line for each such bundle."""
    names = {bundle.name for bundle in bundles}
    by_id: dict[str, list[Unnamed]] = {}
    for each in unnamed:
        by_id.setdefault(each.bundle, []).append(each)
    for bundle, own in by_id.items():
        name, short = safe(own[0].name[:_LONGEST]), safe(bundle[:12])
        version = "another version of " if name in names else ""
        what = f"{version}{name}, {short}," if name else f"bundle {short}"
        count = f"{len(own):,} episodes" if len(own) > 1 else "1 episode"
        yield f"{file}:{own[0].line}: {what} is not among the bundles named: {count}"


def all_read(told: Told) -> None:
    """See that all lines could be read, where half a file would mislead. Raises click.ClickException."""
    if told.wrong:
        raise click.ClickException("mend these lines, leave them out, or name their bundles")


def trajectory_files(path: Path) -> list[Path] | None:
    """The trajectory files that *path* stands for: itself, or those in a folder; None where it is a bundle.

    Of a training run these are its rollouts. Raises click.ClickException for a folder without any.
    """
    if path.is_dir() and not (path / "manifest.json").exists():
        # What a run tells of its steps is no trajectory.
        found = sorted(file for file in path.rglob("*.jsonl") if file.name != "events.jsonl" and file.is_file())
        if not found:
            raise click.ClickException(f"{path} is no bundle and holds no trajectory file (*.jsonl)")
        return found
    return [path] if path.suffix == ".jsonl" and not path.is_dir() else None


__all__ = ["Chosen", "Line", "about_unnamed", "all_read", "known_levels", "read_lines", "trajectory_files"]
