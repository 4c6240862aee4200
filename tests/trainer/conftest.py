from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from toolwright.runtime import Bundle

from ..conftest import Built

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


@pytest.fixture(scope="session")
def bundle(built: Built) -> Callable[[str], Bundle]:
    """A shipped scenario by name."""
    return built.__getitem__
