"""`toolwright demo`: the main job, from the shipped scenarios to a model that is measurably better."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from toolwright.compiler import verify
from toolwright.runtime import Bundle, Score, score
from toolwright.trainer import GoldenPolicy, Policy, RandomPolicy, Table, evaluate, rollout

from .build import Options, build
from .console import Advance, one_by_one, progress, result_console
from .disk import find_specs
from .libraries import quiet, without_extra

if TYPE_CHECKING:
    from rich.console import Console

QUICK: Final = ("author_currency", "city_population")
"""The scenarios of the quick demo."""


@click.command()
@click.option(
    "-o",
    "--out",
    default="out/demo",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for bundles, model, report and plot.",
)
@click.option("--seed", default=0, show_default=True, help="Seed of the training run.")
@click.option("--quick", is_flag=True, help="A few scenarios and training steps only: shows the way, not the gain.")
def command(out: Path, seed: int, quick: bool) -> int:
    """From the shipped scenarios to a model that is measurably better, on the CPU and without a download.

    Checks, builds and proves the scenarios, plays the golden and the random policy, trains a small model (SFT, then
    GRPO on whole episodes) and measures it on tasks that were held out. About ten minutes on two cores.
    Example: toolwright demo -o out/demo
    """
    started = time.monotonic()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    quiet()
    try:
        from toolwright.trainer.plot import learning_curve
        from toolwright.trainer.recipe import Settings, improve
    except ImportError as problem:
        raise without_extra("the demo", "train", problem) from None
    from toolwright.trainer.evaluate import render

    console = result_console()
    shipped = files("toolwright") / "specs"
    specs = find_specs([str(shipped / name) for name in QUICK] if quick else [str(shipped)])
    console.print("[bold]1. Check and build[/] the shipped scenarios")
    if code := build(specs, Options(out / "bundles")):
        return code
    bundles = [Bundle.load(path) for path in sorted((out / "bundles").iterdir()) if (path / "manifest.json").exists()]
    console.print("[bold]2. Prove[/] the bundles again, without their specs")
    with progress() as advance:
        proved = [_proved(bundle, advance) for bundle in bundles]
        console.print(f"   {sum(proved)} tasks proved in {len(bundles)} bundles, all levels")
        console.print("[bold]3. Play[/] the golden and the random policy")
        played = {name: _play(bundles, policy, advance) for name, policy in _scripted().items()}
    console.print(render(played))
    console.print("[bold]4. Train[/] a small model: SFT on demonstrations, then GRPO on whole episodes")
    settings = (
        Settings(seed=seed, sft_steps=12, grpo_steps=2, grpo_batch=16, held_out_most=1, probe_most=8)
        if quick
        else Settings(seed=seed)
    )
    with progress() as advance:
        report = improve(bundles, out / "model", settings, _spoken(advance, console))
    learning_curve(report, out / "learning_curve.png")
    tables = {stage.name: stage.greedy for stage in report.stages}
    console.print(render(tables, title=f"Held-out tasks, greedy ({report.counts['held out']} tasks never trained on)"))
    console.print(_gain(tables, "greedy"))
    console.print(_gain({stage.name: stage.sampled for stage in report.stages}, "sampled at the training temperature"))
    console.print(f"learning curve: {out / 'learning_curve.png'}   report: {out / 'model' / 'report.json'}")
    console.print(f"{time.monotonic() - started:.0f} seconds in all")
    return 0


def _scripted() -> Mapping[str, Policy]:
    return {"golden": GoldenPolicy(), "random": RandomPolicy()}


def _proved(bundle: Bundle, advance: Advance) -> int:
    total = sum(level.tasks for level in bundle.manifest.levels)
    if findings := verify(bundle, one_by_one(advance, f"{bundle.name}: proofs", total)):
        raise click.ClickException(f"{bundle.name}: {findings[0].message}")
    return total


def _play(bundles: list[Bundle], policy: Policy, advance: Advance) -> Table:
    scores: list[tuple[str, Score]] = []
    for number, bundle in enumerate(bundles, start=1):
        environment = bundle.environment("base")
        scores += [
            (environment.tasks[trajectory["task"]].kind, score(bundle, trajectory))
            for trajectory in rollout(environment, environment.tasks, policy)
        ]
        advance(f"{policy.name} policy", number, len(bundles))
    return evaluate(scores)


def _spoken(advance: Advance, console: Console) -> Advance:
    """A progress bar, and a line for each stage that begins, so that a pipe shows where the work is, too."""
    seen: set[str] = set()

    def step(description: str, done: float, total: float) -> None:
        if description not in seen:
            seen.add(description)
            console.print(f"   {description} ...")
        advance(description, done, total)

    return step


def _gain(tables: Mapping[str, Table], how: str) -> str:
    before, sft, grpo = (tables[name].row().measures["solve_f1"] for name in ("before", "after SFT", "after GRPO"))
    assert before and sft and grpo
    return (
        f"held-out Solve-F1, {how}: {before.mean:.1%} before, {sft.mean:.1%} after SFT, {grpo.mean:.1%} after GRPO "
        f"({(grpo.mean - sft.mean) * 100:+.1f} points by GRPO)"
    )
