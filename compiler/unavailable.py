"""What a program needs and this machine does not have: refused at its own place before anything is run."""

from __future__ import annotations

from collections.abc import Iterator

from toolwright.dsl import Diagnostic, Program
from toolwright.dsl.diagnostics import Severity, error
from toolwright.runtime.sandbox.isolation import refused, serving
from toolwright.runtime.sandbox.package import Function, SandboxUnavailableError

_HELP = "`toolwright sandbox` says what the sandbox needs; or say it with expressions of the language"


def unavailable(program: Program) -> tuple[Diagnostic, ...]:
    """A finding for each extern function of *program* that cannot be run on this machine."""
    functions = [
        Function(extern.name, extern.code, tuple(extern.imports), extern.timeout_ms)
        for extern in program.externs.values()
    ]
    try:
        reasons = refused(functions)
    except SandboxUnavailableError as problem:
        reasons = {function.name: str(problem) for function in functions}
    return tuple(
        error(
            "TW0703",
            program.externs[name].node.name.span,
            f"`{name}` cannot be run here",
            notes=(reason,),
            help=_HELP,
        )
        for name, reason in reasons.items()
    )


def interpreted(program: Program) -> Iterator[Diagnostic]:
    """A remark for each extern function of *program* that an interpreter runs here in place of confined processes."""
    if program.externs and (notice := serving().notice) is not None:
        for extern in program.externs.values():
            yield error(
                "TW0706",
                extern.node.name.span,
                f"`{extern.name}` runs in an interpreter here",
                notes=(notice,),
                help="build it where the sandbox holds, too: the interpreter may give another value",
                severity=Severity.NOTE,
            )
