"""`toolwright check`."""

from __future__ import annotations

import click

from .console import FORMATS, print_diagnostics
from .disk import all_diagnostics, check_all, find_specs, has_errors
from .locks import lock_findings


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How findings are printed.")
@click.option("--locked", is_flag=True, help="Refuse a scenario whose toolwright.lock is missing or not up to date.")
def command(paths: tuple[str, ...], form: str, locked: bool) -> int:
    """Check scenarios and libraries; print every finding of every file.

    PATH is a .tool file or a folder. Example: toolwright check specs
    """
    specs = find_specs(paths)
    checked = check_all(specs)
    diagnostics = [*all_diagnostics(checked.values()), *lock_findings(checked, strict=locked)]
    print_diagnostics(diagnostics, form)
    if form == "text" and not diagnostics:
        click.echo(f"{len(specs)} file{'s' if len(specs) != 1 else ''} checked, nothing to report", err=True)
    return 1 if has_errors(diagnostics) else 0
