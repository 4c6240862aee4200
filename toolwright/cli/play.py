"""`toolwright play`."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import click

from toolwright.trainer.rollout import write_jsonl

from .bundles import environment, load, task_named
from .console import result_console
from .game import Game
from .writing import apart, lasting


@click.command()
@click.argument("bundle")
@click.argument("task", required=False)
@click.option("--level", default="base", show_default=True, help="Level whose tools are offered.")
@click.option("--hints", is_flag=True, help="Name the open steps, which gives away how the task can be solved.")
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="JSONL file to which the trajectory is added, for `score` and `show`.",
)
def command(bundle: str, task: str | None, level: str, hints: bool, out: Path | None) -> int:
    """Play the agent yourself: read the question, call tools, answer, and see the score.

    TASK is a task's id or its family (then the first one); without it, the first task is played. Tab completes tools
    and parameters. In a pipe, commands are read from standard input.
    Example: toolwright play build/author_currency currency_behind_a_book/1 -o mine.jsonl
    """
    if out is not None:
        lasting(out)
        apart(out, (Path(bundle),))
    loaded = load(bundle)
    here = environment(loaded, level)
    episode = here.reset(next(iter(here.tasks)) if task is None else task_named(task, here.tasks))
    typing = sys.stdin.isatty()
    if not typing and isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    if typing:
        # What edits the line where there is one; without it lines are read all the same.
        import contextlib
        import importlib

        with contextlib.suppress(ImportError):
            importlib.import_module("readline").set_completer_delims(" \t\n=,")
    game = Game(episode, here.settings, result_console(), hints=hints, stdin=None if typing else sys.stdin)
    count = len(episode.task.steps)
    click.echo(f"{episode.task.id}  ({episode.task.kind}, level {level}, {count} step{'' if count == 1 else 's'})")
    game.introduce()
    if typing:
        click.echo("`help` says what can be typed.", err=True)
    _loop(game)
    game.show_score()
    if out is not None:
        line = {
            "bundle": loaded.id,
            "bundle_name": loaded.name,
            "level": level,
            "task": episode.task.id,
            "messages": episode.messages,
            "policy": "person",
            "seed": 0,
            **here.marks,
        }
        try:
            with out.open("a", encoding="utf-8") as file:
                write_jsonl([line], file)
        except OSError as problem:
            raise click.ClickException(f"{out} cannot be written: {problem.strerror or problem}") from None
        click.echo(f"the trajectory was added to {out}", err=True)
    return 0


def _loop(game: Game) -> None:
    """Read and run until the end; Ctrl-C drops the line."""
    while True:
        try:
            game.cmdloop()
        except KeyboardInterrupt:
            click.echo("", err=True)
        else:
            return
