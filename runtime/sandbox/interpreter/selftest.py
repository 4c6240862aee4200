"""Proves by attacks that the interpreter holds on this machine: it is offered only where it withstands all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from importlib import metadata

from ...errors import ErrorCode
from ..package import Answered, Failed, Function, Outcome, Package, SandboxUnavailableError
from ..selftest import Check, SelfTest
from .pool import Interpreter

_SECONDS = 0.05
_THROUGH = "through"
_REFUSED = (ErrorCode.INTERNAL,)
_STOPPED = (ErrorCode.RESOURCE_LIMIT,)
_TIMED_OUT = (ErrorCode.TIMEOUT,)
_ATTACKS = (
    ("read a file", "open('/etc/passwd').read(1)", _REFUSED),
    ("write a file", "open('/dev/null', 'w').write('x')", _REFUSED),
    ("list a folder", "import os\n    os.listdir('/')", _REFUSED),
    ("read the host's environment", "import os\n    os.environ['PATH']", _REFUSED),
    ("read the host's environment by its process", "open(f'/proc/{host}/environ').read()", _REFUSED),
    ("open a socket", "import socket\n    socket.socket()", _REFUSED),
    ("run a program", "import os\n    os.system('true')", _REFUSED),
    ("run a program through subprocess", "import subprocess\n    subprocess.run(['true'])", _REFUSED),
    ("signal the host", "import os\n    os.kill(host, 0)", _REFUSED),
    ("walk to other classes", "().__class__.__base__.__subclasses__()", _REFUSED),
    ("walk to the caller", "import sys\n    sys._getframe()", _REFUSED),
    ("memory of the machine", "import ctypes\n    ctypes.string_at(0)", _REFUSED),
    ("more memory than there is", "'x' * (1 << 30)", _STOPPED),
    ("an answer that is too large", "return 'x' * 100_000", _STOPPED),
    ("an endless recursion", "return attack(host)", _STOPPED),
    ("an endless loop", "while True: pass", _TIMED_OUT),
    (
        "an endless loop that catches everything",
        "while True:\n        try:\n            while True: pass\n        except BaseException: pass",
        _TIMED_OUT,
    ),
)
"""Attack, the inside of a function `attack` of the host's process id, and how it ends where the interpreter holds."""


def self_test() -> SelfTest:
    """Attack the interpreter, and see whether it holds."""
    try:
        version = metadata.version("pydantic-monty")
    except metadata.PackageNotFoundError:
        return SelfTest(False, "pydantic-monty is not installed", (), ())
    facts = (("interpreter", f"pydantic-monty {version}"),)
    try:
        checks = tuple(_checks())
    except SandboxUnavailableError as problem:
        return SelfTest(False, str(problem), (), facts)
    broken = [check.name for check in checks if not check.held]
    reason = f"pydantic-monty does not hold here: {', '.join(broken)}" if broken else ""
    return SelfTest(not broken, reason, checks, facts)


@cache
def proved() -> SelfTest:
    """The self-test's result, found once in a process."""
    return self_test()


def _checks() -> Iterator[Check]:
    for name, inside, ends in _ATTACKS:
        outcome = _called(f"def attack(host):\n    {inside}\n    return {_THROUGH!r}\n", "attack", os.getpid())
        told = "it worked" if isinstance(outcome, Answered) else f"{outcome.code}: {outcome.reason}"
        yield Check(name, isinstance(outcome, Failed) and outcome.code in ends, told)
    remember = "seen = []\ndef remember(x):\n    seen.append(x)\n    return seen\n"
    yield _honest(
        "nothing is remembered by the next call", [_called(remember, "remember", n) for n in (1, 2)], [[1], [2]]
    )
    yield _honest("an honest call", [_called("def add(x):\n    return x + 2.5\n", "add", 1)], [3.5])


def _called(code: str, name: str, argument: int) -> Outcome:
    timeout = round(_SECONDS * 1000)
    return Interpreter(Package((Function(name, code, (), timeout),)), _SECONDS).call(name, [argument])


def _honest(name: str, found: list[Outcome], wanted: list[object]) -> Check:
    held = found == [Answered(value) for value in wanted]
    return Check(name, held, "as it should be" if held else f"it gave {found}")
