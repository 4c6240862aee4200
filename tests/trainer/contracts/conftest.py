from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from toolwright.runtime import Bundle

os.environ.setdefault("TRL_EXPERIMENTAL_SILENCE", "1")


@pytest.fixture(scope="session")
def rivers(bundle: Callable[[str], Bundle]) -> Bundle:
    """A bundle with plans of several steps."""
    return bundle("author_currency")


@pytest.fixture(scope="session")
def chain(rivers: Bundle) -> str:
    """A task whose steps follow each other."""
    chains = [task for task in rivers.environment().tasks.values() if task.kind == "multi_hop"]
    return min(chains, key=lambda task: len(task.steps)).id
