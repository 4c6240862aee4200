"""`toolwright rollout`."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from toolwright.trainer.policies import AnyPolicy, PolicyRefused
from toolwright.trainer.rollout import Failed, Job, play
from toolwright.trainer.rollout.journal import Journal, JournalError
from toolwright.trainer.rollout.rates import Rates

from .bundles import environment, load_all
from .console import progress
from .playing import Playing, playing_options
from .policies import POLICY_HELP, make_policies, model_stamp
from .safe import safe
from .writing import apart, lasting

_TOLD = 3
"""So many episodes that failed are told one by one."""
_SHOWN_EVERY = 0.1
"""Seconds from one look of the progress to the next."""


@click.command()
@click.argument("bundles", nargs=-1, required=True, metavar="BUNDLE...")
@click.option("--policy", required=True, help=POLICY_HELP)
@click.option("--level", default="base", show_default=True, help="Level whose tools are offered.")
@playing_options
@click.option("--fresh", is_flag=True, help="Play all anew, whatever a run that was stopped has left.")
@click.option(
    "-o", "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="JSONL file to write."
)
def command(
    bundles: tuple[str, ...],
    policy: str,
    level: str,
    fresh: bool,
    out: Path,
    playing: Playing,
) -> int:
    """Play the tasks of the bundles and write one trajectory a line, in the order of the tasks.

    Episodes are kept in OUT.part as they end. After a stop, a kill or a lost server the same command goes on there.

    Example: toolwright rollout build/* --policy golden -o golden.jsonl
    """
    lasting(out)
    apart(out, map(Path, bundles))
    jobs = playing.jobs([environment(bundle, level, playing.pooled) for bundle in load_all(bundles)])
    actors = make_policies(policy, playing.policy)
    sampling = playing.policy.sampling
    settings = {
        "policy": policy,
        "model files": model_stamp(policy),
        "seed": playing.policy.seed,
        "temperature": sampling.temperature,
        "max_tokens": sampling.max_tokens,
        "thinking": playing.policy.manner.thinking,
        "call_format": playing.policy.manner.call_format,
    }
    try:
        with _journal(out, settings, fresh) as journal:
            run = _Run(journal, jobs, actors, playing.concurrency)
            run.play()
            if run.failed:
                return 1
            count = journal.finish(job.key(actor.name) for actor in actors for job in jobs)
    except OSError as problem:
        raise click.ClickException(f"{out} cannot be written: {problem.strerror or problem}") from None
    click.echo(f"{count} trajectories in {out}{f' ({run.rates})' if run.rates.episodes else ''}", err=True)
    return 0


def _journal(out: Path, settings: Mapping[str, Any], fresh: bool) -> Journal:
    try:
        return Journal(out, settings, fresh=fresh)
    except JournalError as problem:
        raise click.ClickException(f"{problem}; --fresh throws away what it holds") from None


class _Run:
    """Plays what a journal lacks."""

    def __init__(self, journal: Journal, jobs: Sequence[Job], actors: Sequence[AnyPolicy], concurrency: int) -> None:
        self._journal = journal
        self._jobs = jobs
        self._actors = actors
        self._concurrency = concurrency
        self._all = len(jobs) * len(actors)
        self.rates = Rates()
        self.failed = 0

    def play(self) -> None:
        """Play; tell of what failed. Raises click.ClickException where a policy will not act, OSError."""
        before = len(self._journal.ended)
        if before:
            click.echo(f"going on: {before} episodes are in {self._journal.path}", err=True)
        try:
            for actor in self._actors:
                self._play(actor)
        except PolicyRefused as problem:
            raise click.ClickException(f"{safe(str(problem))}{self._kept()}") from None
        except KeyboardInterrupt:
            click.echo(f"{len(self._journal.ended)} of {self._all} episodes were played{self._kept()}", err=True)
            raise
        if self.failed:
            click.echo(f"{self.failed} of {self._all} episodes could not be played{self._kept()}", err=True)

    def _play(self, actor: AnyPolicy) -> None:
        lacking = [job for job in self._jobs if job.key(actor.name) not in self._journal.ended]
        if not lacking:
            return
        told, shown = 0, 0.0
        with progress() as advance, closing(play(lacking, actor, self._concurrency)) as ended:
            for each in ended:
                if isinstance(each, Failed):
                    self.failed += 1
                    if self.failed <= _TOLD:
                        click.echo(safe(f"{each.job.task}: {each.reason}"), err=True)
                else:
                    self._journal.append(each.trajectory)
                    self.rates.add(each)
                    if time.monotonic() > shown + _SHOWN_EVERY:
                        advance(f"{actor.name}: {self.rates}", len(self._journal.ended), self._all)
                        shown = time.monotonic()
                for remark in getattr(actor, "remarks", ())[told:]:
                    click.echo(safe(remark), err=True)
                    told += 1

    def _kept(self) -> str:
        if not self._journal.ended:
            return ""
        return f"; {self._journal.path} keeps what was, and the same command goes on there"
