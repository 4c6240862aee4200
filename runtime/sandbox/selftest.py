"""Proves by attacks that the confinement holds on this machine: a sandbox is offered only where it withstands all."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from ..errors import ErrorCode
from .launch import Confinement
from .package import Answered, Failed, Function, Outcome, Package, SandboxUnavailableError
from .pool import Sandbox

_THROUGH = "through"
"""What a body gives whose attack worked."""
_HEAD = """
seen = []
class Libc:
    def __getattr__(self, name):
        return getattr(ctypes.CDLL(None), name)
libc = Libc()
"""
_MODULES = ("ctypes", "mmap", "os", "signal", "socket", "sys")
_MEMORY = 128 << 20


@dataclass(frozen=True, slots=True)
class Check:
    """One attack of the self-test."""

    name: str
    held: bool
    detail: str
    """How the attack ended."""


@dataclass(frozen=True, slots=True)
class SelfTest:
    """What the self-test found."""

    holds: bool
    """Whether functions may be run here."""
    reason: str
    """Why not; empty where it holds."""
    checks: tuple[Check, ...]
    facts: tuple[tuple[str, str], ...]
    """What the confinement is made of here: (means, what there is of it)."""


@dataclass(frozen=True, slots=True)
class _Attack:
    name: str
    body: str
    """The inside of a function of the host's process id, `host`; it gives `through` where it worked."""
    ends: frozenset[ErrorCode]
    """How it ends where the confinement holds."""
    timeout_ms: int = 2000


_REFUSED = frozenset((ErrorCode.INTERNAL,))
_STOPPED = frozenset((ErrorCode.RESOURCE_LIMIT,))
_ATTACKS = (
    _Attack("read a file", "open('/etc/passwd').read(1)", _REFUSED),
    _Attack("write a file", "open('/dev/null', 'w').write('x')", _REFUSED),
    _Attack("read the host's environment", "open(f'/proc/{host}/environ').read()", _REFUSED),
    _Attack("open a socket", "socket.socket().close()", _REFUSED),
    _Attack("fork", "os.fork() or os._exit(0)", _REFUSED),
    _Attack("run a program", "os.execv('/bin/true', ['true'])", _REFUSED),
    _Attack("signal the host", "os.kill(host, 0)", _REFUSED),
    _Attack("open a file by a bare system call", "1 / (libc.open(b'/etc/passwd', 0) + 1)", _REFUSED),
    _Attack("memory that can be executed", "mmap.mmap(-1, 4096, prot=mmap.PROT_EXEC | mmap.PROT_READ)", _REFUSED),
    _Attack("a system call that is not listed", "libc.personality(-1)", _STOPPED),
    _Attack("a crash", "ctypes.string_at(0)", _STOPPED),
    _Attack("more memory than there is", "bytearray(1 << 30)", _STOPPED),
    _Attack("an answer that is too large", "return 'x' * 100_000", _STOPPED),
    _Attack("an endless loop", "while True: pass", frozenset((ErrorCode.TIMEOUT,)), 20),
    _Attack(
        "an endless loop that catches everything",
        "while True:\n        try:\n            while True: pass\n        except BaseException: pass",
        frozenset((ErrorCode.TIMEOUT,)),
        20,
    ),
    _Attack("a forged answer", "os.write(41, b'\\x0b\\0\\0\\0[0,\"forged\"]'); os._exit(0)", _STOPPED),
)
_HONEST = Function("honest", "def honest(a, b):\n    return a + b\n")
_MEMORY_OF_CALLS = Function("remember", "seen = []\ndef remember():\n    seen.append(1)\n    return len(seen)\n")


def self_test(confinement: Confinement | None = None) -> SelfTest:
    """Attack a sandbox like those that run bodies, and see whether it holds."""
    facts = [("system", f"{sys.platform} {platform.machine()}"), ("python", platform.python_version())]
    if sys.platform != "linux":
        reason = f"the sandbox needs Linux, and this is {sys.platform}"
        return SelfTest(False, reason, (), tuple(facts))
    sandbox = Sandbox(_package(), confinement)
    try:
        said = sandbox.started().said
        facts += [
            ("landlock", f"version {said['landlock']}" if said["landlock"] else "this kernel has none"),
            ("user", "nobody" if said["nobody"] else "the caller's own"),
            ("memory", "rlimits"),
            ("system calls", "seccomp, a list of what is allowed"),
        ]
        checks = tuple(_checks(sandbox))
    except SandboxUnavailableError as problem:
        return SelfTest(False, str(problem), (), tuple(facts))
    finally:
        sandbox.close()
    broken = [check.name for check in checks if not check.held]
    reason = f"the confinement does not hold here: {', '.join(broken)}" if broken else ""
    return SelfTest(not broken, reason, checks, tuple(facts))


@cache
def proved() -> SelfTest:
    """The self-test's result, found once in a process."""
    return self_test()


def _package() -> Package:
    hostile = (
        Function(_name(number), f"{_HEAD}def {_name(number)}(host):\n    {attack.body}\n    return {_THROUGH!r}\n",
                 _MODULES, attack.timeout_ms)
        for number, attack in enumerate(_ATTACKS)
    )  # fmt: skip
    return Package((_HONEST, _MEMORY_OF_CALLS, *hostile), _MEMORY)


def _name(number: int) -> str:
    return f"attack{number}"


def _checks(sandbox: Sandbox) -> Iterator[Check]:
    for number, attack in enumerate(_ATTACKS):
        session = sandbox.session()
        try:
            outcome = session.call(_name(number), [os.getpid()])
        finally:
            session.close()
        held = isinstance(outcome, Failed) and outcome.code in attack.ends
        yield Check(attack.name, held, _told(outcome))
    yield _check("nothing is remembered by the next session", lambda: _remembered(sandbox), [1, 1])
    yield _check("an honest call", lambda: sandbox.session().call("honest", [2, 3]), Answered(5))


def _check(name: str, made: Callable[[], object], wanted: object) -> Check:
    found = made()
    return Check(name, found == wanted, "as it should be" if found == wanted else f"it gave {found}")


def _remembered(sandbox: Sandbox) -> list[object]:
    found = [sandbox.session().call("remember", []) for _ in range(2)]
    return [outcome.value if isinstance(outcome, Answered) else outcome for outcome in found]


def _told(outcome: Outcome) -> str:
    if isinstance(outcome, Answered):
        return "it worked"
    return f"{outcome.code}: {outcome.reason}"
