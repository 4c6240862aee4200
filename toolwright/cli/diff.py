"""`toolwright diff`."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from toolwright.compiler.diff import GUARDS, Guard, at_or_above, diff
from toolwright.dsl.check import Files, analyse
from toolwright.runtime import Bundle, BundleError

from .building import Bundles, make
from .bundles import of_files
from .console import print_diagnostics, progress
from .differences import print_differences
from .disk import Disk, find_specs, has_errors
from .locks import is_scenario
from .revisions import Revision

if TYPE_CHECKING:
    from toolwright.dsl import Diagnostic


class _Broken(Exception):
    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        self.diagnostics = diagnostics


@click.command()
@click.argument("old", metavar="A")
@click.argument("new", metavar="[B]", required=False)
@click.option("--against", metavar="REVISION", help="Compare A with itself at this git revision.")
@click.option(
    "--level",
    "guard",
    type=click.Choice(GUARDS),
    default="interface",
    show_default=True,
    help="The differences to exit with 1 for; each level holds those before it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the differences as JSON, one object a line.")
@click.option("--no-cache", is_flag=True, help="Compile specs anew, and remember nothing.")
def command(old: str, new: str | None, against: str | None, guard: Guard, as_json: bool, no_cache: bool) -> int:
    """Say what sets two bundles apart, from `answers` (runs cannot be compared) to `bytes` (nobody notices).

    A and B are bundles (a folder or a .zip) or .tool files, which are built in memory. With A alone, what it was at
    the last commit is compared with what it is now.
    Examples: toolwright diff build/shop_orders specs/shop_orders/shop_orders.tool;
    toolwright diff specs/shop_orders/shop_orders.tool --against main --level text
    """
    if new is not None and against is not None:
        raise click.UsageError("give B or --against, not both")
    bundles = Bundles.of_user(not no_cache)
    try:
        if new is None:
            name = against or "HEAD"
            before, after = _at(old, Revision(name, Path(old)), bundles), _now(old, bundles)
            told = f"{old} at {name}", old
        else:
            before, after = _now(old, bundles), _now(new, bundles)
            told = old, new
        differences = diff(before, after)
    except _Broken as broken:
        print_diagnostics(broken.diagnostics)
        return 1
    except BundleError as problem:
        raise click.ClickException(str(problem)) from None
    if differences:
        print_differences(differences, *told, as_json)
    elif not as_json:
        click.echo("no differences")
    return 1 if at_or_above(differences, guard) else 0


def _now(path: str, bundles: Bundles) -> Bundle:
    if Path(path).suffix == ".tool":
        (spec,) = find_specs([path])
        return _built(spec, Disk(), bundles)
    return _loaded(Path(path), path, path)


def _at(path: str, revision: Revision, bundles: Bundles) -> Bundle:
    if Path(path).suffix == ".tool":
        try:
            revision.read(path)
        except OSError as problem:
            raise click.ClickException(str(problem)) from None
        return _built(Path(path), revision, bundles)
    with TemporaryDirectory() as folder:
        return _loaded(revision.copy(Path(path), Path(folder)), path, f"{path} at {revision.name}")


def _loaded(place: Path, path: str, told: str) -> Bundle:
    """The bundle at *place*, which its user calls *path*, and messages *told*. Raises click.ClickException."""
    try:
        return Bundle.load(place)
    except BundleError as problem:
        specs = sorted(place.glob("*.tool"))
        instead = f"; to build what it holds, name the file: {Path(path, specs[0].name)}" if specs else ""
        raise click.ClickException(f"{str(problem).replace(str(place), told)}{instead}") from None


def _built(path: Path, files: Files, bundles: Bundles) -> Bundle:
    analysis = analyse(path.as_posix(), files)
    if has_errors(analysis.checked.diagnostics):
        raise _Broken(analysis.checked.diagnostics)
    if not is_scenario(analysis.checked):
        raise click.ClickException(f"{path} is a library: it is built into what imports it")
    with progress() as advance:
        made = make(analysis, (), bundles, lambda stage, done, total: advance(f"{path.stem}: {stage}", done, total))
    bundles.trim()
    if made.files is None:
        raise _Broken(made.diagnostics)
    return of_files(made.files)
