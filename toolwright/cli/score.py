"""`toolwright score`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any, Final

import click

from toolwright.runtime import Environment, Score, score
from toolwright.trainer import MODES
from toolwright.trainer.evaluate import Scored, evaluate_by

from .bundles import load_all, shown_names
from .console import result_console
from .lines import Told
from .trajectories import read_lines

_SIDE_BY_SIDE: Final = 4
"""So many policies fit into one table by kind."""


@click.command()
@click.argument("bundles", nargs=-1, required=True, metavar="BUNDLE...")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--reward",
    "mode",
    type=click.Choice(sorted(MODES)),
    default="solve_f1",
    show_default=True,
    help="Turn reward.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the table and every episode as one JSON object.")
def command(bundles: tuple[str, ...], file: Path, mode: str, as_json: bool) -> int:
    """Score recorded trajectories by running their calls again; tool messages in FILE are not believed.

    The exit code is 0, and 2 where a line cannot be scored; the rest is scored all the same.
    Example: toolwright score build/* golden.jsonl --json
    """
    loaded, told = load_all(bundles), Told()
    names = shown_names(loaded)
    episodes = []
    scored: dict[str, list[Scored]] = {}
    for line in read_lines(file, {bundle.id: bundle for bundle in loaded}, told):
        here, trajectory = line.environment, line.trajectory
        result, task = score(here.bundle, trajectory), here.tasks[trajectory["task"]]
        turns = MODES[mode](task, result.turns, here.settings)
        policy = str(trajectory.get("policy") or "")
        scored.setdefault(policy, []).append(Scored.of(here, task, result))
        episodes.append(_row(names[here.bundle.id], here, trajectory, result, turns))
    if not scored:
        raise click.ClickException(f"{file} holds no trajectory that can be scored")
    code = 2 if told.wrong else 0
    if as_json:
        table = evaluate_by(each for own in scored.values() for each in own)
        click.echo(json.dumps({"reward": mode, "table": table.to_json(), "episodes": episodes}, sort_keys=True))
        return code
    from toolwright.trainer.evaluate import render

    console = result_console()
    if len(scored) <= _SIDE_BY_SIDE:
        tables = {policy: evaluate_by(own) for policy, own in scored.items()}
        console.print(render(tables, title=f"{len(episodes)} episodes of {file}"))
    rewards = {policy: _rewards(episodes, policy) for policy in scored}
    if len(rewards) == 1:
        (means,) = rewards.values()
        console.print(f"mean {mode} of a turn: {means.turn:.3f}; mean reward of an episode: {means.episode:.3f}")
        return code
    from rich.table import Table

    lines = Table(title=f"{len(episodes)} episodes of {file}, means by policy", title_justify="left")
    lines.add_column("policy", no_wrap=True)
    for title in ("episodes", "solved", f"{mode} of a turn", "reward of an episode"):
        lines.add_column(title, justify="right")
    for policy, means in rewards.items():
        lines.add_row(policy, str(means.episodes), f"{means.solved:.3f}", f"{means.turn:.3f}", f"{means.episode:.3f}")
    console.print(lines)
    return code


@dataclass(frozen=True, slots=True)
class _Means:
    """What one policy earned."""

    episodes: int
    solved: float
    """Share of the steps that were solved (Solve-R)."""
    turn: float
    episode: float


def _rewards(episodes: Sequence[Mapping[str, Any]], policy: str) -> _Means:
    own = [episode for episode in episodes if (episode["policy"] or "") == policy]
    turns = [reward for episode in own for reward in episode["turn_rewards"]]
    return _Means(
        len(own),
        fmean(episode["solve_r"] for episode in own),
        fmean(turns) if turns else 0.0,
        fmean(episode["reward"] for episode in own),
    )


def _row(
    name: str, here: Environment, trajectory: Mapping[str, Any], result: Score, turns: list[float]
) -> dict[str, Any]:
    return {
        "bundle": name,
        "level": here.level,
        "task": trajectory["task"],
        "policy": trajectory.get("policy"),
        "solve_p": result.precision,
        "solve_r": result.recall,
        "solve_f1": result.f1,
        "answer_correct": result.answer_correct,
        "goal_reached": result.goal_reached,
        "reward": result.reward,
        "turn_rewards": turns,
    }
