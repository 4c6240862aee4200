"""Who does the work, and what is known from before: what a build is given so that it need not do all here and now.

The compiler starts no process and reads no file; the command line hands it workers that do
(`toolwright/cli/workers.py`) and a memo that outlives it. Neither changes what comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")

Progress = Callable[[str, int, int], None]
"""Called with (stage, done, all)."""


class Workers(Protocol):
    """Does the same work for many items, in whatever processes."""

    def map(
        self,
        work: Callable[[S, T], R],
        shared: S,
        items: Sequence[T],
        seconds: float,
        alike: Callable[[T], Hashable],
    ) -> Iterator[R]:
        """*work* of *shared* and each item, in their order.

        *work* is a function of a module; *shared*, *items* and results can be sent to another process, which may keep
        *shared* for the next piece of work with the same object: nobody changes it. All of it takes about *seconds*,
        so that nobody starts processes for a trifle. Who does one item is quicker at those that *alike* says the same
        of.
        """


class Memo(Protocol):
    """Remembers JSON values from one build to the next."""

    def get(self, key: str) -> Any:
        """The value at *key*, None where there is none."""

    def put(self, key: str, value: Any) -> None:
        """Keep *value* at *key*."""


class Alone:
    """Workers of this process."""

    def map(
        self,
        work: Callable[[S, T], R],
        shared: S,
        items: Sequence[T],
        seconds: float,
        alike: Callable[[T], Hashable],
    ) -> Iterator[R]:
        """*work* of *shared* and each item when it is asked for."""
        return (work(shared, item) for item in items)


class Forgetful:
    """A memo that remembers nothing."""

    def get(self, key: str) -> Any:
        """None."""
        return None

    def put(self, key: str, value: Any) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """What a build is given."""

    workers: Workers = field(default_factory=Alone)
    memo: Memo = field(default_factory=Forgetful)
