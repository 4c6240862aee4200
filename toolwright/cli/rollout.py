"""`toolwright rollout`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from toolwright.runtime import Bundle, BundleError
from toolwright.trainer import GoldenPolicy, Policy, RandomPolicy, rollout
from toolwright.trainer.rollout import Trajectory, write_jsonl

from .bundles import load_all
from .console import Advance, progress


@click.command()
@click.argument("bundles", nargs=-1, required=True, metavar="BUNDLE...")
@click.option("--policy", required=True, help="golden, random, or hf:PATH for a transformers model.")
@click.option("--level", default="base", show_default=True, help="Level whose tools are offered.")
@click.option("--n", type=click.IntRange(1), help="At most so many tasks of each bundle, from the start.")
@click.option("--seed", default=0, show_default=True, help="Seed of what the policy draws.")
@click.option(
    "--temperature", default=0.0, show_default=True, help="Sampling temperature of hf: policies; 0 is greedy."
)
@click.option(
    "-o", "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="JSONL file to write."
)
def command(
    bundles: tuple[str, ...], policy: str, level: str, n: int | None, seed: int, temperature: float, out: Path
) -> int:
    """Play every task of the bundles once and write one trajectory a line.

    Example: toolwright rollout build/* --policy golden -o golden.jsonl
    """
    loaded = load_all(bundles)
    actor = make_policy(policy, seed, temperature)
    # Written beside and renamed, so that a stopped run leaves no file that looks whole.
    partial = out.with_name(f".{out.name}.part")
    try:
        with progress() as advance, partial.open("w", encoding="utf-8") as file:
            count = write_jsonl(_play(loaded, actor, level, n, seed, advance), file)
        partial.replace(out)
    except OSError as problem:
        raise click.ClickException(f"{out} cannot be written: {problem.strerror or problem}") from None
    finally:
        partial.unlink(missing_ok=True)
    click.echo(f"{count} trajectories in {out}", err=True)
    return 0


def make_policy(text: str, seed: int, temperature: float) -> Policy:
    """The policy that an option names. Raises click.ClickException."""
    if text == "golden":
        return GoldenPolicy()
    if text == "random":
        return RandomPolicy()
    kind, _, path = text.partition(":")
    if kind == "hf" and path:
        try:
            from toolwright.trainer.policies.hf import HFPolicy
        except ImportError as problem:
            raise click.ClickException(
                f"hf: policies need the extra: pip install 'toolwright[train]' ({problem})"
            ) from None
        try:
            return HFPolicy.load(path, temperature=temperature, seed=seed)
        except (OSError, ValueError) as problem:
            raise click.ClickException(f"there is no model at {path}: {problem}") from None
    raise click.ClickException(f"there is no policy `{text}`; write golden, random or hf:PATH")


def _play(
    bundles: list[Bundle], policy: Policy, level: str, n: int | None, seed: int, advance: Advance
) -> Iterator[Trajectory]:
    for bundle in bundles:
        try:
            environment = bundle.environment(level)
        except BundleError as problem:
            raise click.ClickException(str(problem)) from None
        ids = list(environment.tasks)[:n]
        done = 0

        def count(finished: int, name: str = bundle.name, total: int = len(ids)) -> None:
            nonlocal done
            done += finished
            advance(f"{name}: episodes", done, total)

        yield from rollout(environment, ids, policy, seed=seed, advance=count)
