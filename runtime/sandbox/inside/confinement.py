"""What takes a process's powers away: limits, its user, Landlock, and the filter of system calls.

All of it works without privileges and without namespaces, so it works inside of containers. Nothing here can be undone
by the process itself.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct

from .seccomp import Filter

_SET_PARENT_DEATH_SIGNAL, _SET_DUMPABLE, _SET_SECCOMP, _SET_NO_NEW_PRIVILEGES = 1, 4, 22, 38
_SECCOMP_FILTER = 2
_CREATE_RULESET, _RESTRICT_SELF, _CLOSE_RANGE = 444, 446, 436
"""Numbers of system calls, the same on every machine since Linux 5."""
_ABI_QUERY = 1
_NOBODY = 65534
_LAST_DESCRIPTOR = 0xFFFFFFFF
_OPEN_FILES = 64
_STACK = 8 << 20

_libc = ctypes.CDLL(None, use_errno=True)


def set_limits(memory: int) -> None:
    """Bound address space (bytes), stack and files, for good, for this process and its children."""
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_STACK, _STACK),
        (resource.RLIMIT_AS, memory),
    ):
        resource.setrlimit(what, (most, most))


def give_many_descriptors() -> None:
    """Let this process have as many descriptors on their way to others as the machine allows.

    Linux counts those of all processes of a user together, so that of several zygotes each may have few.
    """
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def limit_descriptors() -> None:
    """Bound the descriptors of this process, for good."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))


def become_nobody() -> bool:
    """Leave the superuser for `nobody`; False where there was nothing to leave, or where this place has no `nobody`."""
    if os.geteuid() != 0:
        return False
    try:
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    except OSError:
        return False
    return True


def hide_and_bind() -> None:
    """Keep others out of this process's memory, and never gain privileges again. Raises OSError."""
    _prctl(_SET_DUMPABLE, 0)
    _prctl(_SET_NO_NEW_PRIVILEGES, 1)


def die_with_parent() -> None:
    """End when the parent ends. Raises OSError."""
    _prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)


def restrict_files() -> int:
    """Deny all files by path, and where the kernel can, TCP and signals to processes outside; its Landlock version.

    0 means that this kernel has no Landlock, and that nothing was done.
    """
    version: int = _libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_ABI_QUERY))
    if version <= 0:
        return 0
    rights = 13 if version < 2 else 14 if version < 3 else 15 if version < 5 else 16
    size = 8 if version < 4 else 16 if version < 6 else 24
    rules = struct.pack("QQQ", (1 << rights) - 1, 0b11, 0b11)[:size]
    handle = _libc.syscall(_CREATE_RULESET, ctypes.create_string_buffer(rules, size), ctypes.c_size_t(size), 0)
    if handle < 0:
        return 0
    try:
        return version if _libc.syscall(_RESTRICT_SELF, handle, 0) == 0 else 0
    finally:
        os.close(handle)


def keep_descriptors(lowest: int, highest: int) -> None:
    """Close all descriptors but those from *lowest* to *highest*. Raises OSError."""
    for first, last in ((0, lowest - 1), (highest + 1, _LAST_DESCRIPTOR)):
        if _libc.syscall(_CLOSE_RANGE, ctypes.c_uint(first), ctypes.c_uint(last), 0) != 0:
            raise _error()


def install(filter_: Filter) -> None:
    """Hold this process to *filter_* from now on. Raises OSError."""
    _prctl(_SET_SECCOMP, _SECCOMP_FILTER, filter_.address)


def clear_environment() -> None:
    """Forget the environment, the C library's copy too."""
    os.environ.clear()
    _libc.clearenv()


def _prctl(option: int, first: int = 0, second: int = 0) -> None:
    if _libc.prctl(option, ctypes.c_ulong(first), ctypes.c_ulong(second), ctypes.c_ulong(0), ctypes.c_ulong(0)) != 0:
        raise _error()


def _error() -> OSError:
    number = ctypes.get_errno()
    return OSError(number, os.strerror(number))
