"""How far a training run is: a line that renews itself on a terminal, and now and then a plain line in pipes."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import click

if TYPE_CHECKING:
    from rich.console import Console

Told: TypeAlias = Callable[[str, float, float, Mapping[str, float]], None]
"""Called with (what is being done, done, all, figures of the latest step)."""

EVERY: Final = 30.0
"""Seconds between two plain lines of one part; its first and last are always told."""
_RECENT: Final = 20
"""Steps whose mean duration says how long the rest takes."""
_FIGURES: Final[Mapping[str, str]] = {
    "reward": "reward", "solve_f1": "Solve-F1", "answer": "answer", "rewards/accuracies": "preferred", "loss": "loss",
}  # fmt: skip
"""Figure to its name, what people look at first in front: a narrow terminal cuts the last ones."""


@dataclass(slots=True)
class Pace:
    """How far the part of a run that is on its way has come."""

    clock: Callable[[], float] = monotonic
    """Seconds."""
    what: str = ""
    done: float = 0
    total: float = 0
    figures: Mapping[str, float] = field(default_factory=dict)
    _seen: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=_RECENT + 1))

    def take(self, what: str, done: float, total: float, figures: Mapping[str, float]) -> bool:
        """Take what a run says of itself; returns whether a new part began."""
        begun = what != self.what or done < self.done
        if begun:
            self._seen.clear()
        self.what, self.done, self.total, self.figures = what, done, total, figures
        self._seen.append((self.clock(), done))
        return begun

    @property
    def each(self) -> float | None:
        """Seconds that one step took lately; None before there are two figures to tell from."""
        (before, first), (now, last) = self._seen[0], self._seen[-1]
        return (now - before) / (last - first) if last > first else None

    def counted(self) -> str:
        """How much is done: `40/200`."""
        return f"{self.done:g}/{self.total:g}"

    def left(self) -> str:
        """How long the rest takes: `32 min left`; empty where nobody knows, and at the end."""
        rest = self.total - self.done
        return f"{_duration(self.each * rest)} left" if self.each is not None and rest > 0 else ""

    def said(self) -> str:
        """The figures of the latest step."""
        return ", ".join(
            f"{label} {self.figures[name]:.3f}" for name, label in _FIGURES.items() if name in self.figures
        )

    def line(self) -> str:
        """All of it on one line, for a log."""
        pace = f"{self.each:.2g} s/step" if self.each is not None and self.figures else ""
        rest = ", ".join(filter(None, (self.said(), pace, self.left())))
        return f"{self.what} {self.counted()}  {rest}".rstrip()


@contextmanager
def told(main: bool) -> Iterator[Told]:
    """Says on standard error how far a run is while the body runs; nothing in processes that are not the *main* one."""
    if not main:
        yield lambda what, done, total, figures: None
    elif sys.stderr.isatty():
        from rich.console import Console

        with renewed(Console(stderr=True), Pace()) as advance:
            yield advance
    else:
        yield plain(Pace(), lambda line: click.echo(line, err=True))


def plain(pace: Pace, say: Callable[[str], None]) -> Told:
    """Says a line when a part begins, when it ends, and in between every `EVERY` seconds."""
    latest = 0.0

    def advance(what: str, done: float, total: float, figures: Mapping[str, float]) -> None:
        nonlocal latest
        begun = pace.take(what, done, total, figures)
        now = pace.clock()
        if begun or done >= total or now - latest >= EVERY:
            latest = now
            say(pace.line())

    return advance


@contextmanager
def renewed(console: Console, pace: Pace) -> Iterator[Told]:
    """One line at the foot of a terminal: where that is narrow, figures are cut, and steps and time stay."""
    from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
    from rich.table import Column
    from rich.text import Text

    class Cut(ProgressColumn):
        """A text that gives way."""

        def __init__(self, name: str) -> None:
            super().__init__(Column())
            self._name = name

        def render(self, task: Task) -> Text:
            return Text(task.fields[self._name], no_wrap=True, overflow="ellipsis")

    columns: list[ProgressColumn] = [
        Cut("what"),
        TextColumn("{task.fields[counted]}", table_column=Column(no_wrap=True)),
        TimeElapsedColumn(table_column=Column(no_wrap=True)),
        TextColumn("{task.fields[left]}", table_column=Column(no_wrap=True)),
        Cut("figures"),
    ]
    if console.width >= 110:
        columns.insert(1, BarColumn(bar_width=20))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None, what="", counted="", left="", figures="")

        def advance(what: str, done: float, total: float, figures: Mapping[str, float]) -> None:
            if pace.take(what, done, total, figures):
                bar.reset(task, total=total)
            texts: dict[str, Any] = {
                "what": what,
                "counted": pace.counted(),
                "left": pace.left(),
                "figures": pace.said(),
            }
            bar.update(task, completed=done, total=total, **texts)

        yield advance


def _duration(seconds: float) -> str:
    """A duration in the largest unit that says it well."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
