"""`toolwright export`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from toolwright.runtime import Bundle, BundleError, Environment, Task
from toolwright.trainer import MODES, GoldenPolicy, Policy
from toolwright.trainer.data.overlap import TRACES, Overlap, Traces, traces
from toolwright.trainer.data.prepare import TEST, WITHOUT, TaskName, prepare
from toolwright.trainer.data.rows import GAP, Row
from toolwright.trainer.data.sources import Environments, Recorded, Wanted, environments, made_rows, scripted, task_rows
from toolwright.trainer.policies import NoisyPolicy

from .bundles import environment, load, load_by_name
from .console import Advance, progress, result_console
from .libraries import quiet, without_extra
from .lines import Told
from .trajectories import Chosen, all_read, known_levels, read_lines
from .writing import apart

if TYPE_CHECKING:
    from rich.table import Table

    from toolwright.trainer.data.report import DatasetReport

_OF_TASKS: Final = ("task", "verl")
_FORMATS: Final = ("sft", "prefix", "episode", "preference", "kto", "ftrl", *_OF_TASKS)


@click.command()
@click.argument("bundles", nargs=-1, required=True, metavar="BUNDLE...")
@click.option("--format", "form", required=True, type=click.Choice(_FORMATS), help="What the rows are for.")
@click.option(
    "--trajectories",
    "files",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="File of recorded episodes, made by `rollout`; each further file is the next round of collection. "
    "Without any, golden plans are played.",
)
@click.option("--noisy", default=0.0, type=click.FloatRange(0, 1), help="Share of golden plans with a bad habit.")
@click.option(
    "--level", help="Level of the tasks.  [default: base; of --trajectories, which hold what was played, all levels]"
)
@click.option("--limit", "most", type=click.IntRange(1), help="At most so many tasks of each bundle, from the start.")
@click.option("--seed", default=0, show_default=True, help="Seed of scripted play.")
@click.option(
    "--reward", "mode", type=click.Choice(sorted(MODES)), default="solve_f1", show_default=True, help="Of turns."
)
@click.option("--gap", default=GAP, show_default=True, help="preference: how much better the chosen turn is at least.")
@click.option("--least", type=float, help="sft, prefix, episode: only episodes that earned at least so much.")
@click.option(
    "--held-out", default=0.0, type=click.FloatRange(0, 1), help="Share for test.parquet, as `train` draws it."
)
@click.option(
    "--against",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    help="Dataset folder or bundle: say what it shares with these tasks.",
)
@click.option(
    "--without",
    multiple=True,
    type=click.Choice(WITHOUT),
    help="Leave out: rows that repeat an earlier one (duplicate), tasks whose episodes all earn the same (still), "
    "tasks that share a question, fact or tool with --against or, of training tasks, with the held-out share.",
)
@click.option("--tokenizer", help="Tokenizer (a path or a name) to count tokens with; needs the `train` extra.")
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder to write.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def command(
    bundles: tuple[str, ...],
    form: str,
    files: tuple[Path, ...],
    noisy: float,
    level: str | None,
    most: int | None,
    seed: int,
    mode: str,
    gap: float,
    least: float | None,
    held_out: float,
    against: tuple[Path, ...],
    without: tuple[str, ...],
    tokenizer: str | None,
    out: Path,
    as_json: bool,
) -> int:
    """Write a dataset to train on: Parquet files that `datasets` opens, with a report.

    Example: toolwright export build/* --format sft --held-out 0.2 -o data/sft;
    toolwright export build/* --format prefix --trajectories round1.jsonl --trajectories round2.jsonl -o data/prefixes
    """
    _check_parquet()
    from toolwright.trainer.data.write import report_json, write_dataset

    apart(out, (*against, *map(Path, bundles)))
    if (out / "README.md").exists() and not (out / TRACES).exists():
        raise click.UsageError(f"{out} is no dataset, and its README.md would be lost: name another folder")
    count_tokens = _tokens(tokenizer)
    if {"question", "fact", "tool"} & set(without) and not against and not held_out:
        raise click.ClickException("--without leaves out what is shared: say with what by --against or --held-out")
    if files and noisy:
        raise click.UsageError("--noisy is how golden plans are played; --trajectories were played already")
    if form in _OF_TASKS and (files or noisy):
        raise click.ClickException(f"{form} rows are made of tasks, not of trajectories")
    by_name = load_by_name(bundles, "rows say their bundle by its name: export one of them")
    loaded = list(by_name.values())
    chosen = Chosen((level,) if level else (), most)
    known_levels(chosen.levels, loaded)
    with progress() as advance:
        if form in _OF_TASKS:
            here = _here(loaded, level or "base")
            made: Iterator[Row] = task_rows(form, here, most)
        else:
            played = partial(_played, loaded, level or "base", noisy, most, seed, advance)
            recorded = list(_recorded(files, loaded, chosen)) if files else played()
            if files and not recorded:
                click.echo(f"{', '.join(map(str, files))}: no trajectory{chosen}, so nothing was written", err=True)
                return 1
            made = made_rows(Wanted(form, mode, gap, least), recorded, alone=not files)
        # The report calls what the held-out share has in common `test`; a folder of that name is another thing.
        others = {f"./{path}" if str(path) == TEST else str(path): _others(path) for path in against}
        rows = list(made)
        prepared = prepare(rows, _finder(by_name), others, without, held_out)
    if not any(prepared.splits.values()):
        why = f"--without left out all {len(rows):,} rows" if rows else _why_none(form, gap, least)
        click.echo(f"{why}, so nothing was written", err=True)
        return 1
    for name in (name for name, own in prepared.splits.items() if not own):
        click.echo(f"the share for {name} holds no row, so {name}.parquet is not written", err=True)
    try:
        reports = write_dataset(out, form, prepared, count_tokens)
    except OSError as problem:
        raise click.ClickException(f"{out} cannot be written: {problem.strerror or problem}") from None
    if as_json:
        click.echo(json.dumps(report_json(reports, prepared), sort_keys=True))
        return 0
    console = result_console()
    console.print(_figures(reports))
    console.print(
        "messages, calls, tools: means a row; groups: tasks with several episodes; still: those that all earn the same",
        style="dim",
    )
    if prepared.shared:
        console.print(_shared_table(prepared.shared))
        if held_out:
            console.print("test: what training tasks share with the held-out ones", style="dim")
    if prepared.left_out:
        console.print(f"{prepared.left_out:,} rows were left out")
    click.echo(f"wrote {out}", err=True)
    return 0


def _why_none(form: str, gap: float, least: float | None) -> str:
    """Why trajectories gave no row."""
    if least is not None and form in ("sft", "prefix", "episode"):
        return f"no episode earned {least:g} or more (--least)"
    match form:
        case "preference":
            return (
                f"no two episodes have turns at the same prefix that are {gap:g} apart (--gap); record several "
                "attempts at a task, as by `rollout --n 6 --temperature 1`"
            )
        case "kto":
            return "no two episodes have turns at the same prefix that earned differently; record several attempts"
        case "ftrl":
            return "no task can be said in rows of the paper: all have goals or tools that call functions from outside"
        case _:
            return "no episode has a turn"


def _check_parquet() -> None:
    try:
        import_module("pyarrow")
    except ImportError as problem:
        raise without_extra("Parquet", "data", problem) from None


def _tokens(tokenizer: str | None) -> Callable[[str], int] | None:
    if tokenizer is None:
        return None
    quiet()
    try:
        from transformers import AutoTokenizer
    except ImportError as problem:
        raise without_extra("--tokenizer", "train", problem) from None
    try:
        loaded = AutoTokenizer.from_pretrained(tokenizer)
    except (OSError, ValueError) as problem:
        raise click.ClickException(f"there is no tokenizer at {tokenizer}: {problem}") from None
    return lambda text: len(loaded.encode(text, add_special_tokens=False))


def _here(loaded: Sequence[Bundle], level: str) -> Environments:
    try:
        return environments(loaded, level)
    except BundleError as problem:
        raise click.ClickException(str(problem)) from None


def _played(
    loaded: Sequence[Bundle], level: str, noisy: float, most: int | None, seed: int, advance: Advance
) -> Iterator[Recorded]:
    here = _here(loaded, level)
    policy: Policy = NoisyPolicy(noisy) if noisy else GoldenPolicy()
    total = sum(min(most or len(each.tasks), len(each.tasks)) for each in here.values())
    ended = 0

    def count(finished: int) -> None:
        nonlocal ended
        ended += finished
        advance(f"playing {policy.name}", ended, total)

    yield from scripted(here, policy, most, seed, count)


def _recorded(files: Sequence[Path], loaded: Sequence[Bundle], chosen: Chosen) -> Iterator[Recorded]:
    by_id, told = {bundle.id: bundle for bundle in loaded}, Told()
    for number, file in enumerate(files, start=1):
        for line in read_lines(file, by_id, told, chosen):
            yield Recorded(line.environment, line.trajectory, number)
    all_read(told)


def _finder(by_name: Mapping[str, Bundle]) -> Callable[[TaskName], tuple[Environment, Task]]:
    @cache
    def of(bundle: str, level: str) -> Environment:
        return environment(by_name[bundle], level)

    def find(name: TaskName) -> tuple[Environment, Task]:
        bundle, level, task = name
        here = of(bundle, level)
        return here, here.tasks[task]

    return find


def _others(path: Path) -> Traces:
    """Traces of a dataset's folder, or of all tasks of a bundle at all levels."""
    if (path / TRACES).exists():
        try:
            return Traces.from_json(json.loads((path / TRACES).read_text("utf-8")))
        except (OSError, ValueError) as problem:
            raise click.ClickException(f"{path / TRACES} cannot be read: {problem}") from None
    bundle = load(str(path))
    levels = [environment(bundle, level) for level in bundle.level_names]
    return traces((here, task) for here in levels for task in here.tasks.values())


def _figures(reports: Mapping[str, DatasetReport]) -> Table:
    from rich.table import Table

    table = Table(title="rows", title_justify="left")
    table.add_column("split", no_wrap=True)
    for title in (
        "rows",
        "tasks",
        "messages",
        "calls",
        "tools",
        "characters",
        "tokens",
        "duplicates",
        "groups",
        "still",
    ):
        table.add_column(title, justify="right")
    for name, report in reports.items():
        tokens, groups, still = (_count(n) for n in (report.tokens, report.groups, report.still))
        means = (f"{report.messages:.1f}", f"{report.calls:.1f}", f"{report.tools:.1f}")
        sizes = (f"{report.characters:,}", tokens, f"{report.duplicates:,}", groups, still)
        table.add_row(name, f"{report.rows:,}", f"{report.tasks:,}", *means, *sizes)
    return table


def _count(number: int | None) -> str:
    return "-" if number is None else f"{number:,}"


def _shared_table(shared: Mapping[str, Overlap]) -> Table:
    from rich.table import Table

    table = Table(title="shared", title_justify="left")
    table.add_column("with", overflow="fold")
    table.add_column("what", no_wrap=True)
    for title in ("here", "there", "both", "share", "tasks here"):
        table.add_column(title, justify="right")
    for name, each in shared.items():
        for respect in ("question", "fact", "tool"):
            figures = getattr(each, respect)
            share = f"{figures.both / figures.own:.1%}" if figures.own else "-"
            counts = (f"{figures.own:,}", f"{figures.other:,}", f"{figures.both:,}", share, f"{len(figures.tasks):,}")
            table.add_row(name if respect == "question" else "", f"{respect}s", *counts)
    return table
