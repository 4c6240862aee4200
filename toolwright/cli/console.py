"""What people see: diagnostics, progress and tables. Colour and bars on terminals only."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Protocol

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as RichProgress

    from toolwright.dsl import Diagnostic

WIDE = 150
FORMATS = ("text", "json", "sarif", "github")


def wants_colour(stream: object) -> bool:
    """Whether *stream* is a terminal that shows colour (https://no-color.org)."""
    isatty = getattr(stream, "isatty", lambda: False)
    return bool(isatty()) and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def print_diagnostics(
    diagnostics: Sequence[Diagnostic], form: str = "text", counted: bool = True, allowed: Sequence[Diagnostic] = ()
) -> None:
    """Print findings: text to standard error, *counted* at its end; forms that programs read to standard output.

    What comments have *allowed* stands in SARIF alone, which has a place for it.
    """
    from toolwright.dsl.diagnostics.render import render_github, render_json, render_text

    if form == "json":
        click.echo(render_json(diagnostics), nl=False)
    elif form == "sarif":
        from toolwright.dsl.diagnostics.sarif import render_sarif

        click.echo(render_sarif([*diagnostics, *allowed]), nl=False)
    elif form == "github":
        click.echo(render_github(diagnostics), nl=False)
    elif diagnostics:
        text = render_text(diagnostics, colour=wants_colour(sys.stderr), counted=counted)
        click.echo(text, err=True, nl=False)


def result_console() -> Console:
    """A console for results on standard output; wide enough for our tables where there is no terminal to measure."""
    from rich.console import Console

    console = Console()
    return console if console.is_terminal else Console(width=WIDE)


class Advance(Protocol):
    """Says how far a long work has come."""

    def __call__(self, description: str, done: float, total: float) -> None:
        """*done* of *total* of the part called *description*."""


def one_by_one(advance: Advance, description: str, total: int) -> Callable[[], None]:
    """Says to *advance*, each time it is called, that one more of *total* is done."""
    done = count(1)
    return lambda: advance(description, next(done), total)


@contextmanager
def progress() -> Iterator[Advance]:
    """A progress bar on standard error while the body runs; nothing where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield lambda description, done, total: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    bar: RichProgress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task("", total=None)
        yield lambda description, done, total: bar.update(task, description=description, completed=done, total=total)
