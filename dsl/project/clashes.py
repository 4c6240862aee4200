"""Names that two files of a project declare: bundles know things by name alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ..checking.scope import Named, TypeDecl, ValueDecl
from ..diagnostics import Label
from ..diagnostics.findings import Findings
from .paths import package_of
from .unit import Unit


def distinct(findings: Findings, units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """*units* without declarations whose name another file has too, each reported where it can be mended.

    Which of the two is reported does not hang on the order of imports: files of packages keep their names
    before those of the project, and libraries before the scenario.
    """
    dropped: set[Named] = set()
    ranked = sorted(units, key=lambda unit: (unit.root, package_of(unit.path) is None, unit.path))
    for pick in (TypeDecl, ValueDecl):
        first: dict[str, Named] = {}
        for unit in ranked:
            for item in unit.items:
                if isinstance(item, pick):
                    earlier = first.setdefault(item.name.text, item)
                    if earlier is not item:
                        dropped.add(item)
                        _report(findings, item, earlier)
    return tuple(_without(unit, dropped) for unit in units)


def _report(findings: Findings, item: Named, earlier: Named) -> None:
    other = earlier.name.span.source.name
    if package_of(item.name.span.source.name) is not None:
        help_ = "two packages that share a name cannot be used in one scenario: import from one of them"
    elif package_of(other) is not None:
        help_ = f"choose another name here; {_ALIAS}"
    else:
        help_ = f"rename one of the two; {_ALIAS}"
    findings.error(
        "TW0207",
        item.name.span,
        f"`{item.name.text}` is also declared in `{other}`, and both files are part of this scenario",
        labels=(Label(earlier.name.span, "the other one"),),
        help=help_,
    )


_ALIAS: Final = "`import ... as` does not help, as it gives a name to one file only"


def _without(unit: Unit, dropped: set[Named]) -> Unit:
    kept = tuple(item for item in unit.items if item not in dropped)
    return unit if len(kept) == len(unit.items) else replace(unit, items=kept, broken=True)
