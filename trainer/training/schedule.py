"""The order in which rows are trained on: drawn once for a whole stage, so that a resumed run goes on in it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, Protocol

from torch.utils.data import Sampler

from .stage import Unfit


def schedule(rows: int, draws: int, seed: int) -> list[int]:
    """*draws* numbers of one or more *rows*: all *rows* in a shuffled order, then all again in another."""
    rng = random.Random(f"schedule/{seed}")
    order: list[int] = []
    while len(order) < draws:
        order += rng.sample(range(rows), rows)
    return order[:draws]


class _Schedule(Sampler[int]):
    def __init__(self, order: list[int]) -> None:
        self._order = order

    def __iter__(self) -> Iterator[int]:
        return iter(self._order)

    def __len__(self) -> int:
        return len(self._order)


class _HasArguments(Protocol):
    args: Any
    train_dataset: Any


class Scheduled:
    """For trainers that sample rows one by one: one epoch that is as long as the stage.

    Trainers of transformers draw each epoch's order from where a generator stands, which a resumed run does not know.
    Raises Unfit where no row is left to draw.
    """

    def _get_train_sampler(self: _HasArguments, train_dataset: Any = None) -> Any:
        rows = len(self.train_dataset if train_dataset is None else train_dataset)
        if not rows:
            # TRL leaves out rows that are cut off before anything that the model writes.
            raise Unfit(f"`max_length = {self.args.max_length}` ends every row before the first word that is learned")
        batch = self.args.train_batch_size * self.args.gradient_accumulation_steps * self.args.world_size
        return _Schedule(schedule(rows, batch * self.args.max_steps, self.args.seed))
