"""`toolwright score`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any, Final

import click

from toolwright.runtime import Bundle, BundleError, Score, score
from toolwright.trainer import MODES, evaluate

from .bundles import load_all
from .console import result_console

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

    Example: toolwright score build/* golden.jsonl --json
    """
    by_id = {bundle.id: bundle for bundle in load_all(bundles)}
    episodes = []
    scored: dict[str, list[tuple[str, Score]]] = {}
    for number, trajectory in _lines(file):
        bundle = by_id.get(trajectory["bundle"])
        if bundle is None:
            raise click.ClickException(f"{file}:{number}: bundle {trajectory['bundle'][:12]} is not among those named")
        result = _score(bundle, trajectory, f"{file}:{number}")
        task = bundle.level(trajectory["level"]).tasks[trajectory["task"]]
        turns = MODES[mode](task, result.turns, bundle.manifest.reward)
        policy = str(trajectory.get("policy") or "")
        scored.setdefault(policy, []).append((task.kind, result))
        episodes.append(_row(bundle, trajectory, result, turns))
    if not scored:
        raise click.ClickException(f"{file} holds no trajectory")
    if as_json:
        table = evaluate(pair for pairs in scored.values() for pair in pairs)
        click.echo(json.dumps({"reward": mode, "table": table.to_json(), "episodes": episodes}, sort_keys=True))
        return 0
    from toolwright.trainer.evaluate import render

    console = result_console()
    if len(scored) <= _SIDE_BY_SIDE:
        tables = {policy: evaluate(pairs) for policy, pairs in scored.items()}
        console.print(render(tables, title=f"{len(episodes)} episodes of {file}"))
    rewards = {policy: _rewards(episodes, policy) for policy in scored}
    if len(rewards) == 1:
        (means,) = rewards.values()
        console.print(f"mean {mode} of a turn: {means.turn:.3f}; mean reward of an episode: {means.episode:.3f}")
        return 0
    from rich.table import Table

    lines = Table(title=f"{len(episodes)} episodes of {file}, means by policy", title_justify="left")
    lines.add_column("policy", no_wrap=True)
    for title in ("episodes", "solved", f"{mode} of a turn", "reward of an episode"):
        lines.add_column(title, justify="right")
    for policy, means in rewards.items():
        lines.add_row(policy, str(means.episodes), f"{means.solved:.3f}", f"{means.turn:.3f}", f"{means.episode:.3f}")
    console.print(lines)
    return 0


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


def _lines(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise click.ClickException(f"{file} cannot be read: {problem}") from None
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            trajectory = json.loads(line)
        except (ValueError, RecursionError):
            raise click.ClickException(f"{file}:{number}: this is no JSON") from None
        wanted = {"bundle": str, "level": str, "task": str, "messages": list}
        if not isinstance(trajectory, dict) or any(not isinstance(trajectory.get(k), t) for k, t in wanted.items()):
            raise click.ClickException(f"{file}:{number}: a trajectory has {', '.join(wanted)}")
        if not all(isinstance(message, dict) for message in trajectory["messages"]):
            raise click.ClickException(f"{file}:{number}: every message is an object with `role` and `content`")
        yield number, trajectory


def _score(bundle: Bundle, trajectory: dict[str, Any], place: str) -> Score:
    try:
        return score(bundle, trajectory)
    except BundleError as problem:
        raise click.ClickException(f"{place}: {problem}") from None
    except KeyError:
        raise click.ClickException(f"{place}: {bundle.name} has no task {trajectory['task']}") from None


def _row(bundle: Bundle, trajectory: dict[str, Any], result: Score, turns: list[float]) -> dict[str, Any]:
    return {
        "bundle": bundle.name,
        "level": trajectory["level"],
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
