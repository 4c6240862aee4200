"""`toolwright build`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import click

from toolwright.compiler import Compiled, Progress, compile_program, write_folder, write_zip
from toolwright.dsl import Diagnostic, Program
from toolwright.dsl.lint import without_allowed
from toolwright.dsl.syntax import nodes

from .console import Advance, print_diagnostics, progress
from .disk import all_diagnostics, check_all, find_specs, has_errors
from .locks import lock_findings


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
@click.option("--jobs", default=1, type=click.IntRange(1, 64), show_default=True, help="Scenarios compiled at a time.")
@click.option("--locked", is_flag=True, help="Refuse a scenario whose toolwright.lock is missing or not up to date.")
@click.option("--zip", "as_zip", is_flag=True, help="Write each bundle as one .zip.")
@click.option("--json", "as_json", is_flag=True, help="Print what was built as JSON, one object a line.")
def command(
    paths: tuple[str, ...],
    out: Path,
    levels: tuple[str, ...],
    jobs: int,
    locked: bool,
    as_zip: bool,
    as_json: bool,
) -> int:
    """Compile scenarios to bundles, one each, under the folder OUT.

    PATH is a .tool file or a folder; libraries are compiled into the scenarios that import them.
    Example: toolwright build specs -o build
    """
    return build(find_specs(paths), out, levels, jobs, as_zip, as_json, locked)


def build(
    specs: list[Path],
    out: Path,
    levels: tuple[str, ...] = (),
    jobs: int = 1,
    as_zip: bool = False,
    as_json: bool = False,
    locked: bool = False,
) -> int:
    """Compile *specs* into *out*; returns the exit code."""
    checked = check_all(specs)
    diagnostics = [*all_diagnostics(checked.values()), *lock_findings(checked, strict=locked)]
    scenarios = [
        path for path, one in checked.items() if one.program is not None and not _is_library(one.program.module)
    ]
    if has_errors(diagnostics):
        print_diagnostics(diagnostics)
        return 1
    if not scenarios:
        raise click.ClickException("there is no scenario to build: libraries are built into what imports them")
    names = [checked[path].program.info.name for path in scenarios]  # type: ignore[union-attr]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise click.ClickException(f"two scenarios are called {twice[0]}; their bundles would overwrite each other")
    _refuse_unknown_levels(levels, [checked[path].program for path in scenarios])
    found: list[Diagnostic] = list(diagnostics)
    failed = False
    with progress() as advance:
        for path, compiled in zip(scenarios, _compiled(scenarios, levels, jobs, advance), strict=True):
            found.extend(without_allowed(compiled.diagnostics))
            if compiled.files is None:
                failed = True
                continue
            name = names[scenarios.index(path)]
            target = out / f"{name}.zip" if as_zip else out / name
            try:
                (write_zip if as_zip else write_folder)(compiled.files, target)
            except OSError as problem:
                raise click.ClickException(f"{target} cannot be written: {problem}") from None
            _say_built(compiled.files, target, as_json)
    print_diagnostics(found)
    return 1 if failed else 0


def _compiled(scenarios: list[Path], levels: tuple[str, ...], jobs: int, advance: Advance) -> list[Compiled]:
    if jobs == 1 or len(scenarios) == 1:
        return [
            compile_one(path, levels, lambda stage, done, total, n=path.stem: advance(f"{n}: {stage}", done, total))  # type: ignore[misc]
            for path in scenarios
        ]
    made = []
    # Fresh interpreters, not forks: nothing of the parent's state may reach what is compiled.
    with ProcessPoolExecutor(min(jobs, len(scenarios)), mp_context=get_context("spawn")) as pool:
        for compiled in pool.map(compile_one, scenarios, [levels] * len(scenarios)):
            made.append(compiled)
            advance("scenarios", len(made), len(scenarios))
    return made


def compile_one(path: Path, levels: tuple[str, ...], advance: Progress = lambda *_: None) -> Compiled:
    """Check and compile one scenario; a function of its own so that other processes can run it."""
    program = check_all([path])[path].program
    assert program is not None
    return compile_program(program, levels or None, advance)


def _is_library(module: nodes.Module) -> bool:
    return any(isinstance(item, nodes.ScenarioDecl) and item.library for item in module.items)


def _refuse_unknown_levels(levels: tuple[str, ...], programs: Sequence[Program | None]) -> None:
    known = {level.name for p in programs for level in (p.scale.levels if p and p.scale else ())} | {"base"}
    for level in levels:
        if level not in known:
            raise click.ClickException(f"no scenario has a level `{level}`; there are {', '.join(sorted(known))}")


def _say_built(files: dict[str, bytes], target: Path, as_json: bool) -> None:
    manifest = json.loads(files["manifest.json"])
    tasks = manifest["levels"][0]["tasks"]
    if as_json:
        row = {
            "bundle": target.as_posix(),
            "id": manifest["id"],
            "name": manifest["name"],
            "levels": manifest["levels"],
        }
        click.echo(json.dumps(row, sort_keys=True))
    else:
        levels = ", ".join(level["name"] for level in manifest["levels"])
        click.echo(f"{target}  {manifest['id'][:12]}  {tasks} tasks at each of: {levels}")
