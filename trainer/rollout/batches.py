"""Playing with a policy that acts on many conversations at a time."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from itertools import islice

from ..policies import ModelPolicy, Policy
from .jobs import Job, Played
from .live import LiveEpisode


def play_batches(jobs: Iterable[Job], policy: Policy, size: int) -> Generator[Played, None, None]:
    """Play *jobs*, *size* at a time; an episode that ends makes room for the next one, so batches stay full.

    Episodes come as they end. Raises BundleError where a level has no such task.
    """
    waiting = iter(jobs)
    model = policy if isinstance(policy, ModelPolicy) else None
    live = [LiveEpisode(job) for job in islice(waiting, size)]
    while live:
        batch = [each.situation() for each in live]
        if model is not None:
            for each, reply in zip(live, model.replies(batch), strict=True):
                each.take(reply)
        else:
            for each, message in zip(live, policy.act(batch), strict=True):
                each.take_message(message)
        still = []
        for each in live:
            if each.episode.done:
                yield each.played(policy.name)
            else:
                still.append(each)
        live = still + [LiveEpisode(job) for job in islice(waiting, size - len(still))]
