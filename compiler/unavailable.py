"""What a program needs and this machine does not have: refused at its own place before anything is run."""

from __future__ import annotations

from toolwright.dsl import Diagnostic, Program
from toolwright.dsl.diagnostics import error
from toolwright.runtime.sandbox.selftest import proved


def unavailable(program: Program) -> tuple[Diagnostic, ...]:
    """A finding for each extern function of *program* where the sandbox does not hold; nothing where it does."""
    if not program.externs or (found := proved()).holds:
        return ()
    return tuple(
        error(
            "TW0703",
            extern.node.name.span,
            f"`{extern.name}` cannot be run here",
            notes=(found.reason,),
            help="`toolwright sandbox` says what the sandbox needs; or say it with expressions of the language",
        )
        for extern in program.externs.values()
    )
