"""`toolwright build`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from toolwright.compiler import write_folder, write_zip
from toolwright.dsl import Diagnostic, Program
from toolwright.dsl.check import Analysis
from toolwright.dsl.lint import without_allowed
from toolwright.dsl.project.paths import package_of

from .building import Bundles, Made, analyse_all, make, same_folder
from .console import Advance, print_diagnostics, progress
from .disk import all_diagnostics, find_specs, has_errors
from .locks import is_scenario, lock_findings
from .watching import watch
from .workers import Pool

if TYPE_CHECKING:
    from toolwright.compiler.diff import Guard


SECONDS_A_SCENARIO: Final = 1.5
"""About what a scenario takes that nothing is known of."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to build."""

    out: Path
    levels: tuple[str, ...] = ()
    jobs: int | None = None
    """Processes at most; None for as many as pay."""
    as_zip: bool = False
    as_json: bool = False
    locked: bool = False
    check: Guard | None = None
    """Compare with what stands in *out*, up to this level of differences, and write nothing."""
    cached: bool = True

    def target(self, name: str) -> Path:
        """Where the bundle of the scenario *name* belongs."""
        return self.out / (f"{name}.zip" if self.as_zip else name)


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the bundles.",
)
@click.option(
    "--level",
    "levels",
    multiple=True,
    help="Build this scaled level only (repeatable); `base` is always built.",
)
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes that compile and prove.  [default: as many as pay]")
@click.option("--check", is_flag=True, help="Write nothing: exit with 1 where OUT does not hold what would be built.")
@click.option(
    "--guard",
    type=click.Choice(("answers", "interface", "text", "bytes")),
    help="With --check: the differences to exit with 1 for, as `toolwright diff` knows them.  [default: bytes]",
)
@click.option("--watch", "watched", is_flag=True, help="Build again whenever a file changes, until Ctrl-C.")
@click.option("--locked", is_flag=True, help="Refuse a scenario whose toolwright.lock is missing or not up to date.")
@click.option("--zip", "as_zip", is_flag=True, help="Write each bundle as one .zip.")
@click.option("--no-cache", is_flag=True, help="Compile everything anew, and remember nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what was built as JSON, one object a line.")
def command(
    paths: tuple[str, ...],
    out: Path,
    levels: tuple[str, ...],
    jobs: int | None,
    check: bool,
    guard: Guard | None,
    watched: bool,
    locked: bool,
    as_zip: bool,
    no_cache: bool,
    as_json: bool,
) -> int:
    """Compile scenarios to bundles, one each, under the folder OUT.

    PATH is a .tool file or a folder; libraries are compiled into the scenarios that import them.
    Example: toolwright build specs -o build

    What was built is kept in the user's cache folder (TOOLWRIGHT_CACHE names another) and used again for as long as
    it means the same: comments and layout do not count.

    With --check nothing is written, for CI: a bundle that is not what its scenario says is told with its differences.
    Example: toolwright build specs -o bundles --check
    """
    if check and watched:
        raise click.UsageError("--check writes nothing, and --watch builds: give one of them")
    if guard is not None and not check:
        raise click.UsageError("--guard says how strict --check is: give both")
    against: Guard | None = (guard or "bytes") if check else None
    options = Options(out, levels, jobs, as_zip, as_json, locked, against, not no_cache)
    return _watch(paths, options) if watched else build(find_specs(paths), options)


def build(specs: list[Path], options: Options) -> int:
    """Compile *specs* as *options* say; returns the exit code."""
    return _build(analyse_all(specs), options)


def _watch(paths: tuple[str, ...], options: Options) -> int:
    """Build whenever something changes; what is wrong is told and waited out."""

    def work() -> list[Path]:
        try:
            analyses = analyse_all(find_specs(paths))
            _build(analyses, options)
        except click.ClickException as problem:
            problem.show()
            return []
        files = [(path.parent, file.path) for path, one in analyses.items() for file in one.checked.files]
        return [folder / name for folder, name in files if package_of(name) is None]

    watch(work, lambda: map(Path, paths))
    return 0


def _build(analyses: dict[Path, Analysis], options: Options) -> int:
    checked = {path: one.checked for path, one in analyses.items()}
    diagnostics = [*all_diagnostics(checked.values()), *lock_findings(checked, strict=options.locked)]
    if has_errors(diagnostics):
        print_diagnostics(diagnostics)
        return 1
    scenarios = {path: one for path, one in analyses.items() if is_scenario(one.checked)}
    if not scenarios:
        raise click.ClickException("there is no scenario to build: libraries are built into what imports them")
    programs = [one.checked.program for one in scenarios.values() if one.checked.program is not None]
    names = [program.info.name for program in programs]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise click.ClickException(f"two scenarios are called {twice[0]}; their bundles would overwrite each other")
    _refuse_unknown_levels(options.levels, programs)
    found: list[Diagnostic] = list(diagnostics)
    code = 0
    with progress() as advance:
        for name, made in zip(names, _made(scenarios, options, advance), strict=True):
            found.extend(without_allowed(made.diagnostics))
            if made.files is None:
                code = 1
            elif options.check is not None:
                code = max(code, _compare(name, made.files, options, options.check))
            else:
                _write(name, made, made.files, options)
    print_diagnostics(found)
    return code


def _made(scenarios: dict[Path, Analysis], options: Options, advance: Advance) -> Iterator[Made]:
    bundles = Bundles.of_user(options.cached)
    known = {path: bundles.get(one, options.levels) for path, one in scenarios.items()}
    left = [path for path, made in known.items() if made is None]
    # One scenario is made by all workers together, of several each by one of them.
    with Pool(options.jobs) as pool:
        several = left if len(left) > 1 and pool.jobs > 1 else []
        apart = pool.map(_make_apart, options, several, SECONDS_A_SCENARIO * len(left), str)
        for done, (path, one) in enumerate(scenarios.items(), start=1):
            made = known[path]
            if made is None and several:
                made = next(apart)
                advance("scenarios", done, len(scenarios))
            yield made or make(one, options.levels, bundles, partial(_say, advance, path.stem), pool)
    bundles.trim()


def _say(advance: Advance, name: str, stage: str, done: int, total: int) -> None:
    advance(f"{name}: {stage}", done, total)


def _make_apart(options: Options, path: Path) -> Made:
    """Check and compile one scenario; a function of its own so that other processes can run it."""
    return make(analyse_all([path])[path], options.levels, Bundles.of_user(options.cached))


def _refuse_unknown_levels(levels: tuple[str, ...], programs: Sequence[Program]) -> None:
    known = {level.name for program in programs for level in (program.scale.levels if program.scale else ())} | {"base"}
    for level in levels:
        if level not in known:
            raise click.ClickException(f"no scenario has a level `{level}`; there are {', '.join(sorted(known))}")


def _write(name: str, made: Made, files: dict[str, bytes], options: Options) -> None:
    target = options.target(name)
    try:
        if options.as_zip:
            write_zip(files, target)
        elif not same_folder(files, target):
            write_folder(files, target)
    except OSError as problem:
        raise click.ClickException(f"{target} cannot be written: {problem.strerror or problem}") from None
    manifest = json.loads(files["manifest.json"])
    tasks = manifest["levels"][0]["tasks"]
    if options.as_json:
        row = {
            "bundle": target.as_posix(),
            "id": manifest["id"],
            "name": manifest["name"],
            "levels": manifest["levels"],
            "reused": made.reused,
        }
        if not made.reused:
            row["proofs"] = {"all": made.proofs[0], "known": made.proofs[1]}
        click.echo(json.dumps(row, sort_keys=True))
    else:
        levels = ", ".join(level["name"] for level in manifest["levels"])
        parts, known = made.proofs
        kept = f"  (proved {parts - known:,} of {parts:,} parts anew)" if known else ""
        kept = "  (unchanged)" if made.reused else kept
        click.echo(f"{target}  {manifest['id'][:12]}  {tasks} tasks at each of: {levels}{kept}")


def _compare(name: str, files: dict[str, bytes], options: Options, guard: Guard) -> int:
    """Tell what sets the bundle that stands in OUT apart from *files*; 1 where that breaks *guard*."""
    from toolwright.compiler.diff import at_or_above, diff
    from toolwright.runtime import Bundle, BundleError

    from .bundles import of_files
    from .differences import print_differences

    target = options.target(name)
    if not target.exists():
        click.echo(f"{target} does not exist: build it", err=True)
        return 1
    try:
        differences = diff(Bundle.load(target), of_files(files))
    except BundleError as problem:
        click.echo(f"{target} is not what its scenario says: {problem}", err=True)
        return 1
    if not differences:
        return 0
    print_differences(differences, str(target), "what would be built", options.as_json)
    return 1 if at_or_above(differences, guard) else 0
