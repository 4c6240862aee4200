"""Trajectory files for `toolwright show`: in the terminal, or as a page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from toolwright.runtime import Bundle
from toolwright.trainer.replay import Replay, Unnamed, Unread, replays

from .bundles import shown_names
from .console import result_console
from .outcome import outcome
from .safe import safe
from .trajectories import about_unnamed
from .writing import write_page

SHOWN = 300
"""How many characters of a text are shown without --full."""


def show_episodes(
    files: Sequence[Path],
    bundles: Sequence[Bundle],
    *,
    task: str | None,
    failed: bool,
    limit: int | None,
    full: bool,
    html: Path | None,
) -> int:
    """Show the episodes of *files*, or write them as the page *html*; 2 where lines could not be read.

    Raises click.ClickException where a file cannot be read or written.
    """
    by_id, names = {bundle.id: bundle for bundle in bundles}, shown_names(bundles)
    unread: dict[Path, list[Unread | Unnamed]] = {file: [] for file in files}
    read = chain.from_iterable(_read(file, by_id, task, unread[file]) for file in files)
    chosen = islice((episode for episode in read if episode.failed or not failed), limit)
    if html is not None:
        more = f" and {len(files) - 1} more" if len(files) > 1 else ""
        _write(html, f"{files[0].name}{more}", chosen, names)
    else:
        console, printed = result_console(), False
        for episode in chosen:
            _print(console, episode, names[episode.bundle.id], full)
            printed = True
        if not printed:
            console.print("No episode is like that.")
    for file, lines in unread.items():
        for line in lines:
            if isinstance(line, Unread):
                click.echo(f"{file}:{line.line}: {safe(line.says)}", err=True)
        for text in about_unnamed(file, (line for line in lines if isinstance(line, Unnamed)), bundles):
            click.echo(text, err=True)
    return 2 if any(unread.values()) else 0


def _read(
    file: Path, bundles: Mapping[str, Bundle], task: str | None, unread: list[Unread | Unnamed]
) -> Iterator[Replay]:
    """The episodes of one file; what else it holds is added to *unread*. Raises click.ClickException."""
    try:
        lines = file.read_bytes().split(b"\n")
    except OSError as problem:
        raise click.ClickException(f"{file} cannot be read: {problem.strerror or problem}") from None
    for line in replays(lines, bundles, task=task):
        if isinstance(line, Replay):
            yield line
        else:
            unread.append(line)


def _write(target: Path, title: str, episodes: Iterable[Replay], names: Mapping[str, str]) -> None:
    from toolwright.trainer.viewer import page

    text, left_out = page(episodes, title, names, _goal_text)
    write_page(target, text)
    rest = f"; {left_out} episodes were left out to keep it small" if left_out else ""
    click.echo(f"{target}  {len(text) // 1024} KiB{rest}")


def _goal_text(episode: Replay) -> str | None:
    if episode.task.goal is None:
        return None
    from toolwright.compiler.source_text import source_text

    return source_text(episode.task.goal, episode.bundle.level(episode.level).module.entities)


def _print(console: Console, episode: Replay, bundle: str, full: bool) -> None:
    score = episode.score
    said = f"{episode.task.id}  {bundle} {episode.level}  {episode.policy}"
    console.rule(Text(safe(said), "bold"), align="left")
    console.print(Text(safe(episode.task.question)))
    goal = _goal_text(episode)
    if goal is not None:
        console.print(Text(safe(f"goal: {goal}"), "dim"))
    for number, (turn, reward) in enumerate(zip(score.turns, episode.rewards, strict=True), start=1):
        console.print(Text.assemble((f"turn {number}", "bold"), (f"  reward {reward:.2f}", _tone(reward))))
        if turn.text:
            style = {None: "dim", True: "green", False: "red"}[turn.answer_correct]
            console.print(Text(f"  {_cut(turn.text, full)}", style))
        for call in turn.calls:
            mark = (
                (f"  ✓ {safe(call.solved)}", "green") if call.solved is not None else (f"  {call.error or ''}", "red")
            )
            console.print(Text.assemble("  ", (safe(call.name), "cyan"), " ", _cut(call.arguments, full), mark))
            console.print(Text(f"  → {_cut(_shown(call.observation, full), full)}", "dim"))
    console.print(Text(f"{outcome(score)}\n", "red" if episode.failed else "green"))


def _shown(observation: str, full: bool) -> str:
    return json.dumps(json.loads(observation), ensure_ascii=False, indent=2) if full else observation


def _cut(text: str, full: bool) -> str:
    rest = len(text) - SHOWN
    return safe(text if full or rest <= 0 else f"{text[:SHOWN]} … {rest:,} characters more")


def _tone(reward: float) -> str:
    return "green" if reward >= 0.995 else "yellow" if reward > 0 else "red"


__all__ = ["show_episodes"]
