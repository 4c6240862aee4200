"""How many examples a property test plays: its own number in CI, ten times as many in a nightly run."""

from __future__ import annotations

from hypothesis import settings

CI = 100
"""`max_examples` of the profile that CI uses; those of other profiles are read as multiples of it."""


def examples(count: int) -> int:
    """*count* examples, times what the profile asks for (tests/conftest.py)."""
    return count * settings.default.max_examples // CI if settings.default else count
