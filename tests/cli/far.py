"""Work for other processes, which load this module and nothing of the tests beside it."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass, field


def times(factor: int, number: int) -> int:
    return factor * number


def where(shared: None, number: int) -> int:
    return os.getpid()


def end(shared: None, number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return number


@dataclass
class Counter:
    """Counts what is done with it in one process."""

    seen: list[int] = field(default_factory=list)


def counted(shared: Counter, number: int) -> int:
    shared.seen.append(number)
    return len(shared.seen)


def loaded(module: str, number: int) -> bool:
    return module in sys.modules
