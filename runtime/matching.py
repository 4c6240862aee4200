"""Which call solved which step: a maximum matching that grows with every call (Kuhn's algorithm).

One call solves at most one step, and a step once solved stays solved; the number of solved steps does not depend on
the order of calls.
"""

from __future__ import annotations

from collections.abc import Sequence


class Matching:
    """Calls against steps."""

    __slots__ = ("_call_of", "_shown")

    def __init__(self) -> None:
        """Start with nothing matched."""
        self._shown: list[Sequence[int]] = []
        self._call_of: dict[int, int] = {}

    @property
    def solved(self) -> frozenset[int]:
        """The steps that some call solved."""
        return frozenset(self._call_of)

    def copy(self) -> Matching:
        """The same, to go on apart."""
        made = Matching()
        made._shown, made._call_of = list(self._shown), dict(self._call_of)
        return made

    def add(self, shown: Sequence[int]) -> int | None:
        """Take a call that showed the facts of the steps *shown*; the step that is solved because of it, if any.

        The call itself may take over an earlier call's step while that one moves on to the new step.
        """
        self._shown.append(shown)
        before = self.solved
        self._augment(len(self._shown) - 1, set())
        return next(iter(self.solved - before), None)

    def _augment(self, call: int, visited: set[int]) -> bool:
        for step in self._shown[call]:
            if step in visited:
                continue
            visited.add(step)
            if step not in self._call_of or self._augment(self._call_of[step], visited):
                self._call_of[step] = call
                return True
        return False
