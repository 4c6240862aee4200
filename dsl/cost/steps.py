"""Steps, and the loops that they come from."""

from __future__ import annotations

from dataclasses import dataclass

from ..source import Span


@dataclass(frozen=True, slots=True)
class Loop:
    """A place that runs *times* times at most each time that it is come to."""

    span: Span
    """What is run over."""
    times: float
    entity: str | None
    """The entity whose rows it runs over, if it is a whole table."""


@dataclass(frozen=True, slots=True)
class Steps:
    """At most *total* steps; *loops* are those that the most expensive part is in, outermost first."""

    total: float = 0.0
    loops: tuple[Loop, ...] = ()

    def __add__(self, other: Steps) -> Steps:
        """One after the other."""
        return Steps(self.total + other.total, self.worst(other).loops)

    def worst(self, other: Steps) -> Steps:
        """Either the one or the other."""
        return self if self.total >= other.total else other

    def within(self, loop: Loop) -> Steps:
        """All of it, each time that *loop* goes around."""
        if loop.times == 0:
            return Steps()
        return Steps(loop.times * (self.total + 1), (loop, *self.loops))


@dataclass(frozen=True, slots=True)
class Large:
    """A value that may be larger than any bundle lets it be."""

    span: Span
    said: str
    """How large, as in `a value of more than ...`."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What one call takes at most."""

    steps: Steps
    large: Large | None = None
    """The first value that may be too large."""


NONE = Steps()


def steps(number: float) -> Steps:
    """Steps outside of any loop."""
    return Steps(number)
