"""`toolwright rollout`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import click

from toolwright.runtime import Bundle, BundleError
from toolwright.trainer import GoldenPolicy, Policy, RandomPolicy, rollout
from toolwright.trainer.policies import NoisyPolicy
from toolwright.trainer.policies.exploits import EXPLOITS, exploit_policy, wrong_policy
from toolwright.trainer.rollout import Trajectory, write_jsonl

from .bundles import load_all
from .console import Advance, progress


@click.command()
@click.argument("bundles", nargs=-1, required=True, metavar="BUNDLE...")
@click.option(
    "--policy",
    required=True,
    help="golden, noisy, random, wrong, exploit (all of the suite), exploit:NAME, or hf:PATH for a transformers model.",
)
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
    actors = make_policies(policy, seed, temperature)
    # Written beside and renamed, so that a stopped run leaves no file that looks whole.
    partial = out.with_name(f".{out.name}.part")
    try:
        with progress() as advance, partial.open("w", encoding="utf-8") as file:
            count = write_jsonl(
                (each for actor in actors for each in _play(loaded, actor, level, n, seed, advance)), file
            )
        partial.replace(out)
    except OSError as problem:
        raise click.ClickException(f"{out} cannot be written: {problem.strerror or problem}") from None
    finally:
        partial.unlink(missing_ok=True)
    click.echo(f"{count} trajectories in {out}", err=True)
    return 0


_SCRIPTED: Final[Mapping[str, Callable[[], Policy]]] = {
    "golden": GoldenPolicy,
    "noisy": NoisyPolicy,
    "random": RandomPolicy,
    "wrong": wrong_policy,
}


def make_policies(text: str, seed: int, temperature: float) -> list[Policy]:
    """The policies that an option names, to be played one after the other. Raises click.ClickException."""
    if text in _SCRIPTED:
        return [_SCRIPTED[text]()]
    if text == "exploit":
        return [wrong_policy(), *map(exploit_policy, EXPLOITS)]
    kind, _, path = text.partition(":")
    if kind == "exploit":
        if path in EXPLOITS:
            return [exploit_policy(path)]
        raise click.ClickException(f"there is no exploit `{path}`; there are {', '.join(EXPLOITS)}")
    if kind == "hf" and path:
        try:
            from toolwright.trainer.policies.hf import HFPolicy
        except ImportError as problem:
            raise click.ClickException(
                f"hf: policies need the extra: pip install 'toolwright[train]' ({problem})"
            ) from None
        try:
            return [HFPolicy.load(path, temperature=temperature, seed=seed)]
        except (OSError, ValueError) as problem:
            raise click.ClickException(f"there is no model at {path}: {problem}") from None
    raise click.ClickException(
        f"there is no policy `{text}`; write {', '.join(_SCRIPTED)}, exploit, exploit:NAME or hf:PATH"
    )


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
            advance(f"{name}: episodes of {policy.name}", done, total)

        yield from rollout(environment, ids, policy, seed=seed, advance=count)
