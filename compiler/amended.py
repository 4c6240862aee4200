"""Rewrites of scaling that a proof speaks against: they are taken back, for the level can do without them.

Operators look one call ahead when they judge whether a new tool cuts a plan short; the proofs search farther. What they
find at a scaled level is no mistake of the author's, as long as a rewrite stands on the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from .prove import Finding
from .scale import ScaledLevel
from .scale.toolset import WRITTEN

Refused: TypeAlias = frozenset[tuple[str, str]]
"""Rewrites that may not be made at a level, and tools that may not be written for it: tool and change, as the tool's
`added` would name it."""

RANKS: Final = (
    ("functionality: order", "functionality: comparison", "functionality: operation"),
    ("functionality: field",),
    ("functionality: key", "types: key", "types: batch", "types: choices", "types: range"),
    (WRITTEN,),
)
"""Beginnings of changes by how likely they are to lead to other rows: what is taken back first stands first. A tool
that was written for the level goes when nothing that became of it is left to take back."""


def taken_back(findings: Iterable[Finding], levels: Iterable[ScaledLevel]) -> Mapping[str, Refused]:
    """By level the rewrites that let plans be cut short, as *findings* say; nothing where no rewrite does."""
    modules = {level.name: level.module for level in levels}
    found: dict[str, set[tuple[str, str]]] = {}
    for finding in findings:
        if finding.code != "TW0675":
            continue
        added = [
            (t.name, change) for t in modules[finding.level].tools if t.name in finding.calls for change in t.added
        ]
        for rank in RANKS:
            if of_rank := {(tool, change) for tool, change in added if change.startswith(rank)}:
                found.setdefault(finding.level, set()).update(of_rank)
                break
    return {level: frozenset(changes) for level, changes in found.items()}
