"""Work that is done again whenever a file changes, until Ctrl-C."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeAlias

import click

PAUSE_SECONDS: Final = 0.2
"""Between two looks at the files; a change counts once they have been still for one pause, so that of an editor that
writes several files none is seen half written."""

State: TypeAlias = "dict[Path, tuple[int, int] | None]"


def watch(work: Callable[[], Iterable[Path]], paths: Callable[[], Iterable[Path]]) -> None:
    """Do *work* now and after each change of what it read, which it returns, or of *paths*; Ctrl-C ends it.

    The folders of all those files are watched too, so that a file that comes or goes is seen.
    """
    with suppress(KeyboardInterrupt):
        read: set[Path] = set()
        while True:
            before = state({*paths(), *read})
            started = time.perf_counter()
            read = set(work())
            seconds = time.perf_counter() - started
            files = {*paths(), *read}
            # What the work itself wrote is no change.
            before = {**state(files), **before, **state({file.parent for file in files})}
            # Told last: who waits for this line may change a file at once.
            click.echo(f"done in {seconds:.1f} s, waiting for changes (Ctrl-C ends)", err=True)
            wait_for_change(before)


def wait_for_change(before: State) -> None:
    """Return once the files of *before* are no longer as they were, and have come to rest."""
    while (now := state(before)) == before:
        time.sleep(PAUSE_SECONDS)
    while True:
        time.sleep(PAUSE_SECONDS)
        later = state(before)
        if later == now:
            return
        now = later


def state(paths: Iterable[Path]) -> State:
    """What changes when one of *paths* is written, comes or goes."""
    return {path: _state(path) for path in paths}


def _state(path: Path) -> tuple[int, int] | None:
    try:
        known = os.stat(path)  # noqa: PTH116 - one call where pathlib makes several
    except OSError:
        return None
    return known.st_mtime_ns, known.st_size
