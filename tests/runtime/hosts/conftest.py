"""A server of two scenarios, for all tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ...conftest import Built
from .asking import AUTHOR, SHOP
from .servers import Running, server


@pytest.fixture(scope="module")
def host(built: Built) -> Iterator[Running]:
    with server(built.folder(SHOP), built.folder(AUTHOR)) as running:
        yield running
