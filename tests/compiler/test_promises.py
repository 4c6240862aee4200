"""Every promise of `promises.py`, held by bundles of scenarios made at random, at all of their levels."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import pytest
from hypothesis import HealthCheck, assume, given, settings

from toolwright.runtime import Bundle

from ..sizes import examples
from .promises import PROMISES
from .scenarios import Scenario, scenarios
from .seen import Seen
from .sources import compiled, loaded

unhurried = settings(max_examples=examples(6), deadline=None, suppress_health_check=list(HealthCheck))


@lru_cache(maxsize=64)
def bundle(text: str) -> Bundle | None:
    """The bundle of a scenario; None where it does not compile. All promises see the same scenarios."""
    found = compiled(text)
    return None if found.files is None else loaded(found.files)


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_what_is_built_keeps_its_promises(promise: Callable[[Seen], None]) -> None:
    @unhurried
    @given(scenarios())
    def holds(scenario: Scenario) -> None:
        built = bundle(scenario.text)
        assume(built is not None)
        assert built is not None
        promise(Seen(built))

    holds()
