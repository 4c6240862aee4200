"""`toolwright eval`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from toolwright.runtime import Bundle, Environment
from toolwright.runtime import score as score_of
from toolwright.trainer.evaluate import Scored, compare, evaluate_by, markdown, markdown_comparison
from toolwright.trainer.evaluate.table import GROUPS
from toolwright.trainer.policies import PolicyRefused
from toolwright.trainer.rollout import Failed, play

from .bundles import environment, load_all, shown_names
from .console import progress, result_console
from .libraries import without_extra
from .lines import Told
from .playing import PLAYED_WITH, Playing, playing_options
from .policies import POLICY_HELP, make_policies
from .safe import safe
from .trajectories import Chosen, all_read, known_levels, read_lines
from .writing import apart, named

Entries = dict[str, list[Scored]]
"""What is evaluated, by label: a policy, or a file where two files hold the same policy."""


@click.command()
@click.argument("bundles", nargs=-1, required=True, metavar="BUNDLE...")
@click.option("--policy", "policies", multiple=True, help=f"Play with {POLICY_HELP} Several may be named.")
@click.option(
    "--trajectories",
    "files",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Episodes that `rollout` recorded, which survives kills: best for models. Several may be named.",
)
@click.option(
    "--compare",
    "against",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Recorded episodes of another policy: what is evaluated less that, task by task.",
)
@click.option(
    "--level",
    "levels",
    multiple=True,
    help="Levels that are played, base where none is named; of recorded episodes only those at these levels.",
)
@playing_options
@click.option(
    "--by",
    "groups",
    multiple=True,
    type=click.Choice(list(GROUPS)),
    help="What the lines of a table are: a table for each. Without it kind, and what else there are several of.",
)
@click.option("--plot", type=click.Path(path_type=Path, dir_okay=False), help="Picture of the first table (PNG, SVG).")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print Markdown.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    bundles: tuple[str, ...],
    policies: tuple[str, ...],
    files: tuple[Path, ...],
    against: Path | None,
    levels: tuple[str, ...],
    groups: tuple[str, ...],
    plot: Path | None,
    as_markdown: bool,
    as_json: bool,
    playing: Playing,
) -> int:
    """Measure policies: Solve-P, Solve-R, Solve-F1, answers, goals, malformed calls and calls, with 95 % intervals.

    Calls of recorded episodes are run again. Intervals are bootstrapped over tasks. Solve-P is 1 for an episode
    without calls, so read it beside Solve-R.

    Example: toolwright eval build/* --policy golden --policy random;
    toolwright eval build/* --trajectories after.jsonl --compare before.jsonl --plot after.png
    """
    if not policies and not files:
        raise click.UsageError("what is to be evaluated? Name a --policy, or --trajectories")
    if not policies:
        _only_played()
    if as_json and as_markdown:
        raise click.UsageError("--json and --markdown are two ways to print; choose one")
    if plot is not None:
        named(plot)
        apart(plot, (*files, *([against] if against else []), *map(Path, bundles)))
    draw = _drawer() if plot else None
    loaded = load_all(bundles)
    known_levels(levels, loaded)
    chosen = Chosen(levels, playing.limit)
    entries: Entries = {}
    for file in files:
        _add(entries, file, _recorded(file, loaded, chosen))
    if policies:
        environments = [
            environment(bundle, level, playing.pooled) for bundle in loaded for level in levels or ("base",)
        ]
        for name in policies:
            for label, episodes in _played(name, playing, environments, shown_names(loaded)).items():
                entries[_free(entries, label)] = episodes
    other = _merged(_recorded(against, loaded, Chosen())) if against else []
    shown = groups or _several(entries)
    seed = playing.policy.seed
    tables = {group: {label: evaluate_by(own, group, seed=seed) for label, own in entries.items()} for group in shown}
    compared = {
        group: {label: compare(own, other, group, seed=seed) for label, own in entries.items()}
        for group in (shown[: len(groups) or 1] if other else ())
    }
    if other and not any(each for found in compared.values() for each in found.values()):
        said = "holds no episode of the same tasks: other versions of a bundle have others"
        raise click.ClickException(f"{against} {said}")
    if draw is not None and plot is not None:
        drawn = dict(tables[shown[0]])
        if against is not None:
            # Beside what it is compared with, on the tasks that are compared.
            both = {each.key for each in _merged(entries)} & {each.key for each in other}
            drawn[_free(entries, against.stem)] = evaluate_by(
                (each for each in other if each.key in both), shown[0], seed=seed
            )
        try:
            draw(drawn, plot)
        except (OSError, ValueError) as problem:
            raise click.ClickException(f"{plot} cannot be written: {problem}") from None
    if as_json:
        click.echo(json.dumps(_json(tables, compared), sort_keys=True))
    elif as_markdown:
        click.echo("\n".join(_markdown(tables, compared, against)), nl=False)
    else:
        _print(tables, compared, against)
    return 0


def _played(name: str, playing: Playing, environments: Sequence[Environment], shown: Mapping[str, str]) -> Entries:
    """The episodes of the policies that *name* stands for; bundles by id are called as *shown* says.

    Raises click.ClickException.
    """
    jobs = playing.jobs(environments)
    place = {id(job): number for number, job in enumerate(jobs)}
    made: Entries = {}
    for actor in make_policies(name, playing.policy):
        episodes, failed = [], 0
        try:
            with progress() as advance:
                for done, ended in enumerate(play(jobs, actor, playing.concurrency), start=1):
                    advance(f"playing {actor.name}", done, len(jobs))
                    if isinstance(ended, Failed):
                        failed += 1
                        click.echo(safe(f"{ended.job.task}: {ended.reason}"), err=True)
                        continue
                    here, episode = ended.job.environment, ended.episode
                    found = Scored.of(here, episode.task, episode.score(), shown[here.bundle.id])
                    episodes.append((place[id(ended.job)], found))
        except PolicyRefused as problem:
            raise click.ClickException(safe(str(problem))) from None
        if failed:
            raise click.ClickException(f"{failed} of {len(jobs)} episodes of {actor.name} could not be played")
        made[actor.name] = [found for _, found in sorted(episodes, key=lambda each: each[0])]
    return made


def _only_played() -> None:
    """See that nothing is asked of how recorded episodes are played. Raises click.UsageError."""
    context = click.get_current_context()
    for option in context.command.params:
        name = option.name or ""
        if name in PLAYED_WITH and context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(
                f"{option.opts[0]} is for playing; recorded episodes are as they are. Name a --policy"
            )


def _recorded(file: Path, loaded: Sequence[Bundle], chosen: Chosen) -> Entries:
    """The episodes of a file by policy. Raises click.ClickException."""
    made: Entries = {}
    told, shown = Told(), shown_names(loaded)
    for line in read_lines(file, {bundle.id: bundle for bundle in loaded}, told, chosen):
        here = line.environment
        task = here.tasks[line.trajectory["task"]]
        found = Scored.of(here, task, score_of(here.bundle, line.trajectory), shown[here.bundle.id])
        made.setdefault(str(line.trajectory.get("policy") or file.stem), []).append(found)
    all_read(told)
    if not made:
        raise click.ClickException(f"{file} holds no trajectory{chosen}")
    return made


def _add(entries: Entries, file: Path, found: Entries) -> None:
    for policy, episodes in found.items():
        label = file.stem if policy in entries and len(found) == 1 else policy
        entries[_free(entries, label)] = episodes


def _free(entries: Entries, label: str) -> str:
    """*label*, numbered where there is one like it."""
    names = [label, *(f"{label} ({number})" for number in range(2, len(entries) + 2))]
    return next(name for name in names if name not in entries)


def _merged(entries: Entries) -> list[Scored]:
    return [each for episodes in entries.values() for each in episodes]


def _several(entries: Entries) -> tuple[str, ...]:
    """Kind, and what else there are several of."""
    episodes = _merged(entries)
    return ("kind", *(name for name in ("level", "bundle") if len({GROUPS[name](each) for each in episodes}) > 1))


def _drawer() -> Any:
    try:
        from toolwright.trainer.evaluate.chart import draw
    except ImportError as problem:
        raise without_extra("--plot", "train", problem) from None
    return draw


def _json(tables: Mapping[str, Mapping[str, Any]], compared: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "tables": {group: {label: table.to_json() for label, table in own.items()} for group, own in tables.items()},
        "compared": {
            group: {label: [each.to_json() for each in found] for label, found in own.items()}
            for group, own in compared.items()
        },
    }


def _markdown(
    tables: Mapping[str, Mapping[str, Any]], compared: Mapping[str, Mapping[str, Any]], against: Path | None
) -> Iterator[str]:
    for group, own in tables.items():
        yield markdown(own, group=group)
    for group, found in compared.items():
        for label, comparisons in found.items():
            yield f"{label} less {against}:\n\n{markdown_comparison(comparisons, group=group)}"


def _print(
    tables: Mapping[str, Mapping[str, Any]], compared: Mapping[str, Mapping[str, Any]], against: Path | None
) -> None:
    from toolwright.trainer.evaluate import render, render_comparison

    console = result_console()
    for group, own in tables.items():
        console.print(render(own, title=", ".join(own) if len(own) == 1 else None, group=group))
    for group, found in compared.items():
        for label, comparisons in found.items():
            console.print(render_comparison(comparisons, title=f"{label} less {against}", group=group))
    if compared:
        console.print(_HOW, style="dim")


_HOW = (
    "differences of shares are in points of percent; more, less, same: tasks in which the first has more of it, less, "
    "or as much; p: how likely such counts are by chance (sign test)"
)
