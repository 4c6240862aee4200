"""`toolwright check`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from .console import FORMATS, print_diagnostics
from .disk import check_all, find_specs, has_errors
from .findings import allowed, find, found_by, together
from .store import Store, cache_folder
from .testing import run_tests, summary


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How findings are printed.")
@click.option("--locked", is_flag=True, help="Refuse a scenario whose toolwright.lock is missing or not up to date.")
@click.option("--test", is_flag=True, help="Run tests, examples and plans of files without errors.")
@click.option("--deny-warnings", is_flag=True, help="Exit with 1 on warnings too.")
@click.option("--fix", is_flag=True, help="Apply the fixes that are certain, then report what is left.")
@click.option("--diff", is_flag=True, help="With --fix: print what would change, and write nothing.")
@click.option("--no-cache", is_flag=True, help="Check everything anew, and remember nothing.")
def command(
    paths: tuple[str, ...],
    form: str,
    locked: bool,
    test: bool,
    deny_warnings: bool,
    fix: bool,
    diff: bool,
    no_cache: bool,
) -> int:
    """Check scenarios and libraries; print every finding of every file.

    PATH is a .tool file or a folder. A comment `# allow CODE: reason` allows a warning or a note for the declaration,
    statement or line that follows. Example: toolwright check specs --test

    What was found is kept in the user's cache folder (TOOLWRIGHT_CACHE names another), for as long as no file changes.

    With --fix only the files that PATH names are changed, and data files beside them; libraries that they import from
    elsewhere are left alone. Example: toolwright check --fix --diff specs
    """
    specs = find_specs(paths)
    if diff and not fix:
        raise click.UsageError("--diff shows what --fix would change: give both")
    if diff:
        return _show_fixes(specs)
    if fix:
        _write_fixes(specs)
    tested = None
    if test:
        checked = check_all(specs)
        tested = run_tests(list(checked.values()))
        found = [found_by(path, one, locked) for path, one in checked.items()]
        diagnostics = [*together(found), *tested.diagnostics]
    else:
        folder = None if no_cache else cache_folder()
        found = find(specs, locked, Store(folder / "check") if folder else None)
        diagnostics = together(found)
    print_diagnostics(diagnostics, form, counted=False, allowed=allowed(found))
    line = summary(len(specs), diagnostics)
    if form == "text" and diagnostics and sys.stderr.isatty():
        line += f"; `toolwright explain {diagnostics[0].code}` says more"
    click.echo(line, err=True)
    if tested is not None:
        click.echo(tested.summary(), err=True)
    warned = deny_warnings and any(one.severity == "warning" for one in diagnostics)
    return 1 if warned or has_errors(diagnostics) else 0


def _show_fixes(specs: Sequence[Path]) -> int:
    from .fixing import mend_specs, unified

    texts = mend_specs(specs).texts
    click.echo(unified(texts), nl=False)
    return 1 if texts else 0


def _write_fixes(specs: Sequence[Path]) -> None:
    from .fixing import changes, mend_specs, write_texts

    mended = mend_specs(specs)
    write_texts(mended.texts)
    for line in changes(mended):
        click.echo(line, err=True)
