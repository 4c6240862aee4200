"""`toolwright train`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolwright.trainer.config import COMMAND_LINE, Config, Written, changed, read, resolved
from toolwright.trainer.training.bundles import Worlds, worlds
from toolwright.trainer.training.folder import RunFolder, unwritable, write_text
from toolwright.trainer.training.installed import uninstalled
from toolwright.trainer.training.options import refused_options
from toolwright.trainer.training.places import placed
from toolwright.trainer.training.stage import Unfit, is_main

from .console import print_diagnostics, result_console, wants_colour
from .libraries import quiet, without_extra
from .training import told

if TYPE_CHECKING:
    from toolwright.dsl.diagnostics import Diagnostic


@click.command()
@click.argument("config", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("overrides", nargs=-1, metavar="[SECTION.KEY=VALUE]...")
@click.option("-o", "--out", type=click.Path(path_type=Path, file_okay=False), help="Folder of the run.")
@click.option("--resume", is_flag=True, help="Go on where the run in that folder was stopped.")
@click.option("--dry-run", is_flag=True, help="Check everything, print the file as it is understood, and stop.")
def command(config: Path, overrides: tuple[str, ...], out: Path | None, resume: bool, dry_run: bool) -> int:
    """Train a model on bundles, as a TOML file says: its stages one after the other.

    Settings on the command line win over the file. docs/training.md has all of them.
    Example: toolwright train first.toml grpo.steps=50 -o runs/first
    """
    try:
        text = config.read_bytes().decode("utf-8-sig")
    except OSError as problem:
        raise click.ClickException(f"{config} cannot be read: {problem.strerror or problem}") from None
    except UnicodeDecodeError:
        raise click.ClickException(f"{config} is no text in UTF-8") from None
    checked = read(config.as_posix(), text, overrides)
    settings = checked.sound
    if settings is None:
        _tell(checked.diagnostics)
        return 1
    quiet()
    found, unfound = worlds(settings, checked.written, config.parent)
    here, misplaced = placed(settings, checked.written, config.parent)
    try:
        refused = refused_options(settings, checked.written)
    except ImportError as problem:
        raise without_extra("training", "train", problem) from None
    lacking = uninstalled(settings, checked.written)
    if problems := [*checked.diagnostics, *unfound, *refused, *misplaced, *lacking]:
        _tell(problems)
        return 1
    folder = out or (config.parent / settings.out if settings.out else config.parent / "runs" / config.stem)
    place = RunFolder(folder)
    # Where several processes run this, one looks at the folder: to the others the run might seem to be there already.
    if is_main() and (others := _begun(place, settings, checked.written, resume)):
        _tell(others)
        return 1
    if dry_run:
        click.echo(resolved(settings), nl=False)
        click.echo(f"{config}: fine; the run would be in {folder}", err=True)
        return 0
    return _run(settings, here, found, place)


def _run(settings: Config, here: Config, found: Worlds, place: RunFolder) -> int:
    """Run *settings*; *here* are the same, with the model's place as this process sees it."""
    try:
        from toolwright.trainer.training.report import write_report
        from toolwright.trainer.training.run import Run
    except ImportError as problem:
        raise without_extra("training", "train", problem) from None
    try:
        if is_main():
            write_text(place.config, resolved(settings))
        with told(is_main()) as advance:
            Run(here, found, place, advance).go()
        summary = write_report(place, settings) if is_main() else ""
    except Unfit as problem:
        raise click.ClickException(str(problem)) from None
    except OSError as problem:
        # What has no number is told by a library, such as a server that does not answer.
        where = f"{problem.filename or place.path}: " if problem.errno else ""
        raise click.ClickException(f"{where}{problem.strerror or problem}") from None
    except KeyboardInterrupt:
        if is_main():
            click.echo(f"stopped; what is done is kept in {place.path}: go on with it by --resume", err=True)
        return 130
    if is_main():
        result_console().print(summary, highlight=wants_colour(None), markup=False)
    return 0


def _tell(problems: Sequence[Diagnostic]) -> None:
    """Print findings, once where several processes find them."""
    if is_main():
        # In the order of the file, behind it what the command line said.
        print_diagnostics(sorted(problems, key=lambda each: (each.span.source.name == COMMAND_LINE, each.span.start)))


def _begun(place: RunFolder, settings: Config, written: Written, resume: bool) -> list[Diagnostic]:
    """See that a run can be written to *place*; findings for settings that its run was started without.

    Raises click.ClickException where there is no place, where a run is in the way, and where there is none to go on
    with.
    """
    if why := unwritable(place.path):
        raise click.ClickException(f"{place.path} cannot be written: {why}")
    if not place.config.exists():
        if resume:
            raise click.ClickException(f"there is no run in {place.path} to go on with")
        return []
    if not resume:
        raise click.ClickException(f"{place.path} holds a run; go on with it by --resume, or choose another folder")
    try:
        kept = place.config.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as problem:
        raise click.ClickException(f"{place.config} cannot be read: {problem}") from None
    return changed(settings, written, kept, str(place.path))
