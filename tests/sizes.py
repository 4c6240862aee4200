"""How many examples a property test plays: its own number in CI, ten times as many in a nightly run."""

from __future__ import annotations

from hypothesis import settings

CI = 100
"""`max_examples` of the profile that CI uses; those of other profiles are read as multiples of it."""


def examples(count: int, beyond: int = 0) -> int:
    """*count* examples, times what the profile asks for (tests/conftest.py). Of one that asks for more than CI's,
    *beyond* times that, where *beyond* is larger: in CI there are as many as find what was planted.
    """
    times = settings.default.max_examples // CI if settings.default else 1
    return (max(count, beyond) if times > 1 else count) * times
