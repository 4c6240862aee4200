"""What `check` sums up: files, findings, and the tests and examples that it runs where it is asked to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from .console import progress

if TYPE_CHECKING:
    from toolwright.dsl import Checked, Diagnostic


@dataclass(frozen=True)
class Tested:
    """What running the tests and examples of some files gave."""

    diagnostics: tuple[Diagnostic, ...]
    """One for each that failed, and those of rows and of plans."""
    passed: int
    failed: int
    untested: int
    """Files with errors, of which nothing could be run."""

    def summary(self) -> str:
        """One line about it."""
        parts = [f"{number(self.passed, 'test')} passed"]
        if self.failed:
            parts.append(f"{self.failed} failed")
        if self.untested:
            parts.append(f"{number(self.untested, 'file')} with errors not tested")
        return ", ".join(parts)


def run_tests(checked: Sequence[Checked]) -> Tested:
    """Hold rows to their checks, and run the tests, examples and plans, of all files without errors."""
    # The compiler takes its time to load, and plain checking does not need it.
    from toolwright.compiler import run_spec_tests

    programs = [one.program for one in checked if one.program is not None]
    found: list[Diagnostic] = []
    passed = failed = 0
    with progress() as advance:
        for program in programs:
            one = run_spec_tests(program, partial(advance, f"{program.info.name}: tests"))
            found += one.diagnostics
            passed += one.passed
            failed += one.failed
    return Tested(tuple(found), passed, failed, len(checked) - len(programs))


def summary(files: int, diagnostics: Sequence[Diagnostic]) -> str:
    """One line: how many files were checked, and what was found."""
    if not diagnostics:
        return f"{number(files, 'file')} checked, nothing to report"
    from toolwright.dsl.diagnostics.render import counts

    return f"{number(files, 'file')} checked: {counts(diagnostics)}"


def number(count: int, what: str) -> str:
    """*count* of *what*, which has an `s` where there is not one."""
    return f"{count} {what}{'' if count == 1 else 's'}"
