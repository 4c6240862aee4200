"""`toolwright check`."""

from __future__ import annotations

import click

from toolwright.dsl import Severity

from .console import FORMATS, print_diagnostics
from .disk import all_diagnostics, check_all, find_specs, has_errors
from .locks import lock_findings
from .testing import run_tests, summary


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How findings are printed.")
@click.option("--locked", is_flag=True, help="Refuse a scenario whose toolwright.lock is missing or not up to date.")
@click.option("--test", is_flag=True, help="Run the tests and examples of every file without errors.")
@click.option("--deny-warnings", is_flag=True, help="Exit with 1 on warnings too.")
def command(paths: tuple[str, ...], form: str, locked: bool, test: bool, deny_warnings: bool) -> int:
    """Check scenarios and libraries; print every finding of every file.

    PATH is a .tool file or a folder. A comment `# allow CODE: reason` allows a warning or a note for the declaration,
    statement or line that follows. Example: toolwright check specs --test
    """
    specs = find_specs(paths)
    checked = check_all(specs)
    diagnostics = [*all_diagnostics(checked.values()), *lock_findings(checked, strict=locked)]
    tested = run_tests(list(checked.values())) if test else None
    if tested is not None:
        diagnostics += tested.diagnostics
    print_diagnostics(diagnostics, form, counted=False)
    click.echo(summary(len(specs), diagnostics), err=True)
    if tested is not None:
        click.echo(tested.summary(), err=True)
    warned = deny_warnings and any(found.severity is Severity.WARNING for found in diagnostics)
    return 1 if warned or has_errors(diagnostics) else 0
