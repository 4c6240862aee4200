"""Rows on their way into the world: their columns and cells checked, with the places for later findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from ..checking.scope import World
from ..checking.types import Optional
from ..diagnostics import Edit, Fix
from ..diagnostics.findings import Findings, listed, near
from ..program import CellValue, Entity, Field
from ..source import Span
from .cells import Bad, Fitter, Key, Path, fitter

MAX_ROWS: Final = 1_000_000
"""Most rows that one entity may have."""
MAX_SHOWN: Final = 50
"""So many findings of one kind are shown for one column; the others are counted."""

Place: TypeAlias = Callable[[int, str, Path], Span]
"""Where something stands: number of the row in its source, column, path inside of the cell; without a column (an
empty text) the path begins at the row. A path that does not lead to a text of its own gives the last place on the
way. Worked out only for a finding."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The rows of one entity from one source."""

    place: Place
    rows: list[dict[str, CellValue]] = field(default_factory=list)
    """Values by field; a field may be missing (its default counts), a bad cell is None."""
    numbers: list[int] = field(default_factory=list)
    """For each row its number for *place*."""
    broken: set[tuple[int, str]] = field(default_factory=set)
    """Number and column of cells that were reported: they are neither keys nor links."""
    complete: bool = True
    """False where rows had to be left out, so that links to this entity cannot be judged."""
    own_text: bool = True
    """Whether the places show the very text of the author, so that it can be mended there."""
    drawn: bool = False
    """Whether the rows are generated: then all cells of a column stand at one place, and are reported once."""

    def span(self, index: int, column: str) -> Span:
        """Where a cell of the row at *index* stands."""
        return self.place(self.numbers[index], column, ())


@dataclass(slots=True)
class Reporter:
    """Findings about one source; of those that are much alike only the first are shown."""

    findings: Findings
    once: bool = False
    """Whether only one is shown, and the others are not even counted."""
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    first_hidden: dict[tuple[str, str], Callable[[], Span]] = field(default_factory=dict)

    def admits(self, code: str, column: str, span: Callable[[], Span]) -> bool:
        """Whether one more finding of *code* in *column* is shown; it counts in any case."""
        kind = (code, column)
        count = self.counts[kind] = self.counts.get(kind, 0) + 1
        most = 1 if self.once else MAX_SHOWN
        if count == MAX_SHOWN + 1 and not self.once:
            self.first_hidden[kind] = span
        return count <= most

    def close(self) -> None:
        """Say how many findings were not shown."""
        for kind, span in self.first_hidden.items():
            code, column = kind
            more = self.counts[kind] - MAX_SHOWN
            where = f"in `{column}`" if column else "in this file"
            self.findings.error(
                "TW0513", span(), f"here and in {more - 1:,} more rows there are findings {code} {where}, not shown"
            )


def bad_cell(reporter: Reporter, column: str, problem: Bad, span: Callable[[], Span], own_text: bool) -> None:
    """Report a cell that does not fit."""
    if not reporter.admits("TW0504", column, span):
        return
    here, guess = span(), problem.guess
    quoted = f'"{guess}"' if guess and here.text.startswith('"') else guess
    meant = problem.instead or quoted
    reporter.findings.error(
        "TW0504",
        here,
        f"`{column}`: {problem.message}",
        help=f"write `{problem.instead}`" if problem.instead else f"did you mean `{guess}`?" if guess else problem.help,
        fix=Fix(f"write `{problem.instead or guess}`", (Edit(here, meant),)) if meant and own_text else None,
    )


def unknown(
    findings: Findings, code: str, span: Span, message: str, word: str, known: list[str], own_text: bool
) -> None:
    """Report a *word* that is not among *known*; without a fix where *span* is not the author's own text."""
    if own_text:
        findings.unknown(code, span, message, word, known)
        return
    guess = near(word, known)
    findings.error(code, span, message, help=f"did you mean `{guess}`?" if guess else None)


def needed(entity: Entity) -> list[str]:
    """The fields that every row must give."""
    return [f.name for f in entity.fields if not f.has_default and not isinstance(f.type, Optional)]


def header_fields(
    findings: Findings,
    entity: Entity,
    header: Sequence[tuple[str, Callable[[], Span]]],
    whole: Callable[[], Span],
    own_text: bool = True,
) -> list[Field | None]:
    """The field of each column, None where there is none; each field needs one, a default or null."""
    fields = {each.name: each for each in entity.fields}
    names = [name for name, _ in header]
    for position, (name, place) in enumerate(header):
        if name not in fields:
            message = f"`{entity.name}` has no field `{name}`"
            unknown(findings, "TW0501", place(), message, name, [f for f in fields if f not in names], own_text)
        elif name in names[:position]:
            findings.error("TW0501", place(), f"the column `{name}` stands there twice")
    missing = [name for name in needed(entity) if name not in names]
    # After a misspelt column, that the right one is missing goes without saying.
    if missing and all(name in fields for name in names):
        findings.error("TW0502", whole(), f"`{entity.name}` also needs {listed(missing)} in every row")
    return [fields.get(name) if name not in names[:position] else None for position, name in enumerate(names)]


@dataclass(slots=True)
class RowFitter:
    """Fits cells into the fields of one entity, row by row."""

    world: World
    entity: Entity
    loaded: Loaded
    reporter: Reporter
    fitters: Mapping[str, Fitter] = field(init=False)
    needed: Sequence[str] = field(init=False)

    def __post_init__(self) -> None:
        """Make a fitter for each field."""
        self.fitters = {each.name: fitter(self.world, each.type) for each in self.entity.fields}
        self.needed = needed(self.entity)

    def add(self, number: int, cells: Iterable[tuple[str, object]]) -> None:
        """One more row; *cells* are pairs of a field's name and what stands there."""
        row: dict[str, CellValue] = {}
        for name, value in cells:
            result = self.fitters[name](value)
            if isinstance(result, Bad):
                self._broken(number, name, result)
                result = None
            row[name] = result
        self.loaded.rows.append(row)
        self.loaded.numbers.append(number)

    def _broken(self, number: int, name: str, problem: Bad) -> None:
        self.loaded.broken.add((number, name))
        place, path = self.loaded.place, problem.path
        bad_cell(self.reporter, name, problem, lambda: place(number, name, path), self.loaded.own_text)

    def add_object(self, number: int, value: Mapping[str, object]) -> None:
        """One more row whose cells stand under their names."""
        fitters = self.fitters
        self.add(number, ((name, value[name]) for name in fitters if name in value))
        stray = [name for name in value if name not in fitters] if not value.keys() <= fitters.keys() else []
        for name in stray:
            self._stray(number, name, value)
        if not stray:
            missing = [name for name in self.needed if name not in value]
            if missing:
                self._missing(number, missing)

    def _stray(self, number: int, name: str, value: Mapping[str, object]) -> None:
        place = self.loaded.place

        def span() -> Span:
            return place(number, "", (Key(name),))

        if self.reporter.admits("TW0501", name, span):
            message = f"`{self.entity.name}` has no field `{name}`"
            known = [each for each in self.fitters if each not in value]
            unknown(self.reporter.findings, "TW0501", span(), message, name, known, self.loaded.own_text)

    def _missing(self, number: int, names: list[str]) -> None:
        place = self.loaded.place
        self.loaded.broken.update((number, name) for name in names)

        def span() -> Span:
            return place(number, "", ())

        if self.reporter.admits("TW0502", ", ".join(names), span):
            self.reporter.findings.error("TW0502", span(), f"this row of `{self.entity.name}` needs {listed(names)}")
