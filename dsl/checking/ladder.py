"""The standard rungs of difficulty: what `level easy .. level hard` stands for.

The checker, editors, the authoring guide and the reference all read these rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..diagnostics.findings import Findings, listed
from ..program import ScaleLevel
from ..syntax import nodes


@dataclass(frozen=True, slots=True)
class Rung:
    """One standard level."""

    operators: Mapping[str, int]
    """Operator to its strength, in the order in which they are applied: distractors come first, so that what the
    others do is done to them, too, and they cannot be told by their plain looks."""
    doc: str

    @property
    def written(self) -> str:
        """Its operators as the settings of a level."""
        return ", ".join(f"{name}: {strength}" for name, strength in self.operators.items())


RUNGS: Final[Mapping[str, Rung]] = {
    "easy": Rung({"toolset": 2, "parameters": 1}, "A few tools that are not needed, and a choice or two."),
    "medium": Rung(
        {"toolset": 4, "functionality": 1, "parameters": 3},
        "Tools that can do more than is asked of them.",
    ),
    "hard": Rung(
        {"toolset": 8, "functionality": 1, "parameters": 5, "types": 1},
        "Many tools that look alike, with lists, records and enums among their parameters.",
    ),
    "expert": Rung(
        {"toolset": 12, "functionality": 2, "parameters": 8, "types": 2},
        "Everything at once: long documents, general tools, rich parameters.",
    ),
}
"""Name to rung, from the easiest up; no operator gets weaker on the way."""


def declared_levels(levels: Sequence[nodes.Level | nodes.Ladder]) -> Iterable[nodes.Ident]:
    """The names of all levels, those of ladders at the end of the ladder where they are not written."""
    for level in levels:
        if isinstance(level, nodes.Level):
            yield level.name
            continue
        written = {level.first.text: level.first, level.last.text: level.last}
        yield from (written.get(name) or nodes.Ident(level.span, name) for name in _between(level))


def ladder_levels(findings: Findings, ladder: nodes.Ladder) -> tuple[ScaleLevel, ...]:
    """The levels that *ladder* asks for; none where a name is no rung or the first one is above the last."""
    known = list(RUNGS)
    wrong = [name for name in (ladder.first, ladder.last) if name.text not in RUNGS]
    for name in wrong:
        findings.unknown(
            "TW0705", name.span, f"the ladder has no rung `{name.text}`", name.text, known, f"it has {listed(known)}"
        )
    if not wrong and known.index(ladder.first.text) > known.index(ladder.last.text):
        findings.error(
            "TW0705",
            ladder.span,
            f"`{ladder.first.text}` is harder than `{ladder.last.text}`",
            help=f"write `level {ladder.last.text} .. level {ladder.first.text}`",
        )
    return tuple(ScaleLevel(name, RUNGS[name].operators, ladder) for name in _between(ladder))


def _between(ladder: nodes.Ladder) -> list[str]:
    known = list(RUNGS)
    if ladder.first.text not in RUNGS or ladder.last.text not in RUNGS:
        return []
    return known[known.index(ladder.first.text) : known.index(ladder.last.text) + 1]
