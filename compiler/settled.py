"""Levels made and proved, until no proof speaks against a rewrite: stages 4 and 5 with what the proofs send back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolwright.dsl import Program
from toolwright.runtime.ir.tools import ToolModule
from toolwright.runtime.python import PartLines

from .amended import Refused, taken_back
from .deploy import bundle_files
from .levels import MadeLevel, made_levels, whole_of
from .prove import Proof
from .proving import Proved, Prover
from .scale import ScaledLevel
from .workshop import Progress, Workshop


@dataclass(frozen=True, slots=True)
class Settled:
    """The levels of a bundle with their proofs."""

    levels: Sequence[ScaledLevel]
    lines: Mapping[str, tuple[PartLines, ...]]
    """By level what the lines of its `tools.py` print."""
    files: Mapping[str, bytes]
    """Of the bundle by path; the report says nothing yet."""
    proved: Proved


def settled(
    program: Program,
    wanted: Sequence[str] | None,
    base: ScaledLevel,
    module: ToolModule,
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    workshop: Workshop,
    progress: Progress,
) -> Settled:
    """*base* and the *wanted* levels of *program* (all where None) as a proved bundle."""
    refused: dict[str, Refused] = {}
    made: dict[str, MadeLevel] = {}
    prover = Prover(program.info.name, workshop)
    whole = whole_of(program, base, module, rows)
    while True:
        progress("levels", 0, 1)
        before = {name: each.level for name, each in made.items()}
        anew = made_levels(program, wanted, whole, workshop, refused, before)
        made |= {each.level.name: each for each in anew}
        levels = [each.level for each in made.values()]
        lines = {name: each.lines for name, each in made.items()}
        files = bundle_files(program, levels, {p: text for each in made.values() for p, text in each.files.items()})
        if heavy := [finding for each in made.values() for finding in each.heavy]:
            # The runtime would not load such a level, so nothing can be proved of it.
            return Settled(levels, lines, files, Proved({"": Proof(tuple(heavy))}, 0, 0))
        total = sum(len(level.tasks) for level in levels)
        reads = {each.level.name: each.reads for each in anew}
        found = prover.prove(files, list(made), reads, _counted(progress, total))
        back = taken_back([finding for proof in found.proofs.values() for finding in proof.findings], levels)
        if not back:
            prover.remember()
            return Settled(levels, lines, files, found)
        # It ends: each turn takes something back that the level had.
        refused |= {name: refused.get(name, frozenset()) | more for name, more in back.items()}
        wanted = list(back)


def _counted(progress: Progress, total: int) -> Callable[[int], None]:
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        progress("proofs", done, total)

    return advance
