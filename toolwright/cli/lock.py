"""`toolwright lock`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from toolwright.dsl import Diagnostic
from toolwright.dsl.check import Checked
from toolwright.dsl.project import lock

from .console import FORMATS, print_diagnostics
from .disk import all_diagnostics, check_all, find_specs, has_errors
from .locks import Locks, existing, is_scenario, write_lock


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 and say what has changed.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How findings are printed.")
def command(paths: tuple[str, ...], only_check: bool, form: str) -> int:
    """Record what scenarios are made from, in the file toolwright.lock beside them.

    It holds the hashes of imported libraries and data files, and the versions of packages and of what generated rows
    depend on. `check` and `build` then refuse packages that have changed; with --locked they refuse every change.
    PATH is a .tool file or a folder. Example: toolwright lock specs
    """
    checked = check_all(find_specs(paths))
    diagnostics = all_diagnostics(checked.values())
    if has_errors(diagnostics):
        print_diagnostics(diagnostics, form)
        return 1
    folders: dict[Path, dict[str, Checked]] = {}
    for path, one in checked.items():
        if is_scenario(one):
            folders.setdefault(path.parent, {})[path.name] = one
    if not folders:
        raise click.ClickException("there is no scenario to lock: libraries are locked with what imports them")
    locks = Locks()
    if not only_check:
        for folder, scenarios in folders.items():
            _write(locks, folder, scenarios)
        return 0
    found = [each for folder, scenarios in folders.items() for each in _changes(locks, folder, scenarios)]
    print_diagnostics(found, form)
    return 1 if found else 0


def _changes(locks: Locks, folder: Path, scenarios: Mapping[str, Checked]) -> list[Diagnostic]:
    """How the lock of *folder* differs from what would be written."""
    read = locks.read(folder)
    if read is None:
        return [lock.unlocked((folder / name).as_posix(), name) for name in scenarios]
    found = list(read.diagnostics)
    for name, one in scenarios.items():
        found += lock.changes(read, name, (folder / name).as_posix(), locks.now(one), strict=True)
    gone = sorted((read.lock or {}).keys() - scenarios.keys() - set(existing(folder, read.lock or ())))
    return [*found, *lock.left_over(read, gone)]


def _write(locks: Locks, folder: Path, scenarios: Mapping[str, Checked]) -> None:
    """Bring the lock of *folder* up to date; what it says of other scenarios stays as it is."""
    read, path = locks.read(folder), folder / lock.NAME
    before = read.lock if read and read.lock is not None else {}
    kept = {name: before[name] for name in existing(folder, before)}
    text = lock.render({**kept, **{name: locks.now(one) for name, one in scenarios.items()}})
    number = len(kept.keys() | scenarios.keys())
    what = f"{number} scenario{'' if number == 1 else 's'}"
    if read is not None and read.lock is None:
        click.echo(f"{path} was broken, and is written anew", err=True)
    if read is not None and read.source.text == text:
        click.echo(f"{path}  {what}, unchanged")
        return
    write_lock(path, text)
    click.echo(f"{path}  {what}")
