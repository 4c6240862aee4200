"""What extern functions run in on this machine: confined processes, an interpreter, or nothing at all.

Confined processes wherever they hold. Where they do not, and only there, pydantic-monty runs the bodies that fit its
part of Python, if its extra is installed; whoever runs a bundle is told (`Serving.notice`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from . import selftest
from .interpreter import selftest as interpreter_selftest
from .interpreter.pool import Interpreter
from .package import Function, Package


class Isolation(StrEnum):
    """What keeps the Python of strangers from the machine."""

    PROCESSES = "confined processes"
    INTERPRETER = "pydantic-monty"


@dataclass(frozen=True, slots=True)
class Serving:
    """What runs extern functions here."""

    isolation: Isolation | None
    """None: nothing, and they are refused."""
    reason: str
    """Why no confined processes; where there is nothing at all, why no interpreter either. Empty for processes."""

    @property
    def notice(self) -> str | None:
        """What whoever runs a bundle with extern functions is told; None where nothing is out of the ordinary."""
        if self.isolation is not Isolation.INTERPRETER:
            return None
        return f"extern functions run in {self.isolation}, which knows a part of Python, since {self.reason}"


def serving() -> Serving:
    """What runs extern functions in this process, found by attacking it once."""
    confined = selftest.proved()
    if confined.holds:
        return Serving(Isolation.PROCESSES, "")
    interpreted = interpreter_selftest.proved()
    if interpreted.holds:
        return Serving(Isolation.INTERPRETER, confined.reason)
    return Serving(None, f"{confined.reason}; and {interpreted.reason}")


def refused(functions: Sequence[Function]) -> Mapping[str, str]:
    """Those of *functions* that cannot be run here, by name, and why. Raises SandboxUnavailableError."""
    if not functions:
        return {}
    found = serving()
    match found.isolation:
        case Isolation.PROCESSES:
            return {}
        case Isolation.INTERPRETER:
            lacking = Interpreter(Package(tuple(functions))).misfits()
            return {name: f"{found.reason}; and in pydantic-monty {why}" for name, why in lacking.items()}
        case None:
            return dict.fromkeys((function.name for function in functions), found.reason)
