"""The zygote: loads modules, compiles a package without running it, gives up its powers, and forks children on request.

It speaks over the socket that is its standard input. First comes one frame with the package, answered by one line of
JSON; then each byte asks for one child, answered by its process id with three descriptors: a handle of the process,
where requests go in, and where answers come out.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import importlib
import json
import os
import signal
import socket
from typing import Any

from .bodies import Body, Caller
from .child import ANSWERS, REQUESTS, made_ready, rehearse, serve
from .confinement import (
    become_nobody,
    clear_environment,
    die_with_parent,
    give_many_descriptors,
    hide_and_bind,
    install,
    keep_descriptors,
    limit_descriptors,
    restrict_files,
    set_limits,
)
from .seccomp import Filter, filter_program

_NEEDED_LATER = ("_strptime", "encodings.ascii", "encodings.latin_1", "encodings.utf_16")
"""Modules that Python loads when it first needs them: a child cannot load anything."""


_FORKS = 16
"""Children that may be killed as soon as they are there, one after the other."""


def main() -> None:
    """Serve until the host goes away."""
    control = socket.socket(fileno=0)
    size = int.from_bytes(control.recv(4, socket.MSG_WAITALL), "little")
    package = json.loads(control.recv(size, socket.MSG_WAITALL))
    try:
        filter_ = Filter(filter_program(REQUESTS, ANSWERS)) if package["filter"] else None
        caller, said = _ready(package)
    except Exception as problem:
        control.sendall(json.dumps({"problem": f"{type(problem).__name__}: {problem}"}).encode() + b"\n")
        return
    control.sendall(json.dumps(said).encode() + b"\n")
    gc.collect()
    gc.freeze()
    while control.recv(1):
        _give_child(control, caller, filter_)


def _ready(package: dict[str, Any]) -> tuple[Caller, dict[str, Any]]:
    for module in (*_NEEDED_LATER, *(module for function in package["functions"] for module in function["imports"])):
        importlib.import_module(module)
    clear_environment()
    # The kernel reaps the children: there is nothing to wait for, and no zombie.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    dropped = become_nobody()
    set_limits(package["memory"])
    give_many_descriptors()
    hide_and_bind()
    landlock = restrict_files() if package["landlock"] else 0
    bodies = {}
    for function in package["functions"]:
        name = function["name"]
        code = compile(function["code"], f"extern/{name}.py", "exec", dont_inherit=True)
        modules = tuple(function["imports"])
        bodies[name] = Body(name, code, modules, function["keeps_nothing"], function["begins_at_once"])
    return made_ready(bodies), {"landlock": landlock, "nobody": dropped}


def _give_child(control: socket.socket, caller: Caller, filter_: Filter | None) -> None:
    ends: list[int] = []
    try:
        ends += [*os.pipe(), *os.pipe()]
        pid, handle = forked(ends[0], ends[3], caller, filter_)
        ends.append(handle)
        given = [ends[4], ends[1], ends[2]]
        socket.send_fds(control, [pid.to_bytes(4, "little")], given)
    except OSError as problem:
        number = problem.errno or 0
        control.sendall((-number).to_bytes(4, "little", signed=True))
    finally:
        for end in ends:
            os.close(end)


def forked(requests: int, answers: int, caller: Caller, filter_: Filter | None) -> tuple[int, int]:
    """A child's process id and a handle of it."""
    parent = os.getpid()
    for _ in range(_FORKS):
        pid = os.fork()
        if pid == 0:
            _become_child(requests, answers, caller, filter_, parent)
        # One that was killed at once is gone before it has a handle: nobody waits for it.
        with contextlib.suppress(ProcessLookupError):
            return pid, os.pidfd_open(pid)
    raise ProcessLookupError(errno.ESRCH, "no child stays")


def _become_child(requests: int, answers: int, caller: Caller, filter_: Filter | None, parent: int) -> None:
    try:
        rehearse(caller)
        os.dup2(requests, REQUESTS)
        os.dup2(answers, ANSWERS)
        keep_descriptors(REQUESTS, ANSWERS)
        die_with_parent()
        # A parent that ended before that was asked for is told of by nobody.
        if os.getppid() == parent:
            limit_descriptors()
            if filter_ is not None:
                install(filter_)
            serve(caller)
    finally:
        os._exit(1)
