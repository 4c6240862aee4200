"""`toolwright check`."""

from __future__ import annotations

import click

from .console import FORMATS, print_diagnostics
from .disk import check_all, find_specs, has_errors
from .findings import find, found_by, together
from .store import Store, cache_folder
from .testing import run_tests, summary


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How findings are printed.")
@click.option("--locked", is_flag=True, help="Refuse a scenario whose toolwright.lock is missing or not up to date.")
@click.option("--test", is_flag=True, help="Run the tests and examples of every file without errors.")
@click.option("--deny-warnings", is_flag=True, help="Exit with 1 on warnings too.")
@click.option("--no-cache", is_flag=True, help="Check everything anew, and remember nothing.")
def command(paths: tuple[str, ...], form: str, locked: bool, test: bool, deny_warnings: bool, no_cache: bool) -> int:
    """Check scenarios and libraries; print every finding of every file.

    PATH is a .tool file or a folder. A comment `# allow CODE: reason` allows a warning or a note for the declaration,
    statement or line that follows. Example: toolwright check specs --test

    What was found is kept in the user's cache folder (TOOLWRIGHT_CACHE names another), for as long as no file changes.
    """
    specs = find_specs(paths)
    tested = None
    if test:
        checked = check_all(specs)
        tested = run_tests(list(checked.values()))
        found = [found_by(path, one, locked) for path, one in checked.items()]
        diagnostics = [*together(found), *tested.diagnostics]
    else:
        folder = None if no_cache else cache_folder()
        diagnostics = together(find(specs, locked, Store(folder / "check") if folder else None))
    print_diagnostics(diagnostics, form, counted=False)
    click.echo(summary(len(specs), diagnostics), err=True)
    if tested is not None:
        click.echo(tested.summary(), err=True)
    warned = deny_warnings and any(one.severity == "warning" for one in diagnostics)
    return 1 if warned or has_errors(diagnostics) else 0
