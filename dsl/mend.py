"""Fixes applied to whole projects, round by round, until nothing is left that mends itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from .check import Checked, Files, check
from .diagnostics import Diagnostic, Severity
from .diagnostics.edits import applied, compatible
from .project.texts import Texts

ROUNDS: Final = 20
"""Most rounds for one file: a fix may uncover what another one mends."""


@dataclass(frozen=True, slots=True)
class Mended:
    """What mending gives."""

    texts: Mapping[str, str]
    """New text of each file that changed, by its path."""
    fixed: tuple[Diagnostic, ...]
    """Findings whose fixes were applied, in the order of rounds, files and places."""
    checked: tuple[Checked, ...]
    """What checking the mended files gives, one for each path."""


def mend(paths: Sequence[str], files: Files, may_change: Callable[[str], bool]) -> Mended:
    """Check each of *paths* and apply the fixes that change only files for which *may_change* is true.

    Nothing is written: the new texts come back, and *files* is read as if they stood there already. A round that
    leaves more syntax errors than it found is given up, and with it the file.
    """
    overlay = _Overlay(files)
    fixed: list[Diagnostic] = []
    checked = [_mend_one(path, overlay, may_change, fixed) for path in paths]
    if overlay.texts:
        # A library that was mended later than a scenario that imports it.
        checked = [check(path, overlay, lints=True, texts=overlay.parsed) for path in paths]
    return Mended(overlay.texts, tuple(fixed), tuple(checked))


@dataclass(frozen=True, slots=True)
class _Overlay:
    """Files, some of them with a new text."""

    files: Files
    texts: dict[str, str] = field(default_factory=dict)
    parsed: Texts = field(default_factory=Texts)

    def read(self, path: str) -> bytes:
        """The new text of *path* where there is one. Raises OSError."""
        text = self.texts.get(path)
        return self.files.read(path) if text is None else text.encode("utf-8")


def _mend_one(path: str, overlay: _Overlay, may_change: Callable[[str], bool], fixed: list[Diagnostic]) -> Checked:
    checked = check(path, overlay, lints=True, texts=overlay.parsed)
    for _ in range(ROUNDS):
        chosen = _next(checked, may_change)
        if not chosen:
            break
        before = dict(overlay.texts)
        overlay.texts.update(_new_texts(chosen))
        after = check(path, overlay, lints=True, texts=overlay.parsed)
        if _syntax_errors(after) > _syntax_errors(checked):
            overlay.texts.clear()
            overlay.texts.update(before)
            break
        fixed.extend(chosen)
        checked = after
    return checked


def _next(checked: Checked, may_change: Callable[[str], bool]) -> list[Diagnostic]:
    """What to mend now: errors first, as what seems to be unused may be what a broken part meant."""
    mendable = [found for found in checked.diagnostics if _allowed(found, may_change)]
    errors = [found for found in mendable if found.severity is Severity.ERROR]
    return compatible(errors or mendable)


def _allowed(diagnostic: Diagnostic, may_change: Callable[[str], bool]) -> bool:
    fix = diagnostic.fix
    return fix is not None and all(may_change(edit.span.source.name) for edit in fix.edits)


def _new_texts(chosen: Sequence[Diagnostic]) -> dict[str, str]:
    edits = [edit for diagnostic in chosen if diagnostic.fix for edit in diagnostic.fix.edits]
    sources = {edit.span.source.name: edit.span.source for edit in edits}
    return {
        name: applied(source.text, [edit for edit in edits if edit.span.source.name == name])
        for name, source in sources.items()
    }


def _syntax_errors(checked: Checked) -> int:
    return sum(1 for d in checked.diagnostics if d.code.startswith("TW01") and d.severity is Severity.ERROR)
