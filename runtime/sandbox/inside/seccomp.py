"""A system-call filter that leaves a process to compute, to read requests, to write answers, and to end.

What is not listed ends the process; the families of files, sockets and processes answer EPERM instead, so that an
honest mistake becomes a Python exception. Numbers: the kernel's `syscall_64.tbl` and `asm-generic/unistd.h`.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

_ALLOW, _KILL, _EPERM = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_MAP_EXEC, _MAP_ANONYMOUS = 4, 0x20
_X32_BIT = 0x40000000

_ALLOWED = (
    "brk",
    "clock_gettime",
    "exit",
    "exit_group",
    "futex",
    "madvise",
    "mremap",
    "munmap",
    "rt_sigprocmask",
    "rt_sigreturn",
    "sched_yield",
    "sigaltstack",
)
_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
"""Machine to the kernel's name for it and to the column in `_CALLS`."""

_CALLS: dict[str, tuple[int | None, int | None]] = {
    "read": (0, 63),
    "write": (1, 64),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "exit": (60, 93),
    "sigaltstack": (131, 132),
    "futex": (202, 98),
    "clock_gettime": (228, 113),
    "exit_group": (231, 94),
    # From here on: refused politely.
    "open": (2, None),
    "close": (3, 57),
    "stat": (4, None),
    "fstat": (5, 80),
    "lstat": (6, None),
    "lseek": (8, 62),
    "rt_sigaction": (13, 134),
    "ioctl": (16, 29),
    "pread64": (17, 67),
    "readv": (19, 65),
    "writev": (20, 66),
    "access": (21, None),
    "pipe": (22, None),
    "dup": (32, 23),
    "dup2": (33, None),
    "nanosleep": (35, 101),
    "setitimer": (38, 103),
    "getpid": (39, 172),
    "socket": (41, 198),
    "connect": (42, 203),
    "accept": (43, 202),
    "sendto": (44, 206),
    "recvfrom": (45, 207),
    "bind": (49, 200),
    "listen": (50, 201),
    "socketpair": (53, 199),
    "clone": (56, 220),
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "kill": (62, 129),
    "uname": (63, 160),
    "fcntl": (72, 25),
    "truncate": (76, 45),
    "ftruncate": (77, 46),
    "getdents": (78, None),
    "getcwd": (79, 17),
    "chdir": (80, 49),
    "rename": (82, None),
    "mkdir": (83, None),
    "rmdir": (84, None),
    "creat": (85, None),
    "link": (86, None),
    "unlink": (87, None),
    "symlink": (88, None),
    "readlink": (89, None),
    "chmod": (90, None),
    "chown": (92, None),
    "umask": (95, 166),
    "getrlimit": (97, 163),
    "getrusage": (98, 165),
    "sysinfo": (99, 179),
    "getuid": (102, 174),
    "getgid": (104, 176),
    "geteuid": (107, 175),
    "getegid": (108, 177),
    "getppid": (110, 173),
    "getpgrp": (111, None),
    "prctl": (157, 167),
    "setrlimit": (160, 164),
    "gettid": (186, 178),
    "time": (201, None),
    "tkill": (200, 130),
    "getdents64": (217, 61),
    "clock_nanosleep": (230, 115),
    "tgkill": (234, 131),
    "openat": (257, 56),
    "mkdirat": (258, 34),
    "newfstatat": (262, 79),
    "unlinkat": (263, 35),
    "renameat": (264, 38),
    "linkat": (265, 37),
    "symlinkat": (266, 36),
    "readlinkat": (267, 78),
    "faccessat": (269, 48),
    "set_robust_list": (273, 99),
    "accept4": (288, 242),
    "epoll_create1": (291, 20),
    "pipe2": (293, 59),
    "prlimit64": (302, 261),
    "getrandom": (318, 278),
    "memfd_create": (319, 279),
    "statx": (332, 291),
    "rseq": (334, 293),
    "pidfd_send_signal": (424, 424),
    "clone3": (435, 435),
    "close_range": (436, 436),
    "openat2": (437, 437),
    "faccessat2": (439, 439),
}
"""System call to its number on x86-64 and on 64-bit Arm, None where that machine has it under another name only."""


class UnknownMachineError(Exception):
    """There is no table of system calls for this kind of machine."""


def filter_program(requests: int, answers: int) -> bytes:
    """The filter of a child that reads descriptor *requests* and writes *answers*, as the kernel wants it.

    Raises UnknownMachineError.
    """
    machine = platform.machine()
    if machine not in _MACHINES:
        raise UnknownMachineError(f"there is no table of system calls for {machine or 'this machine'}")
    name, column = _MACHINES[machine]
    numbers = {call: pair[column] for call, pair in _CALLS.items()}
    steps = [_step(_LOAD, _ARCHITECTURE), _step(_EQUAL, name, 1, 0), _step(_RETURN, _KILL), _step(_LOAD, _NUMBER)]
    if machine == "x86_64":
        steps += [_step(_AT_LEAST, _X32_BIT, 0, 1), _step(_RETURN, _KILL)]
    steps += _only_on("read", requests, numbers) + _only_on("write", answers, numbers)
    steps += [
        _step(_EQUAL, numbers["mmap"], 0, 6),
        _step(_LOAD, _argument(2)),
        _step(_ANY_BIT, _MAP_EXEC, 3, 0),
        _step(_LOAD, _argument(3)),
        _step(_ANY_BIT, _MAP_ANONYMOUS, 0, 1),
        _step(_RETURN, _ALLOW),
        _step(_RETURN, _EPERM),
    ]
    steps += [
        _step(_EQUAL, numbers["mprotect"], 0, 4),
        _step(_LOAD, _argument(2)),
        _step(_ANY_BIT, _MAP_EXEC, 1, 0),
        _step(_RETURN, _ALLOW),
        _step(_RETURN, _EPERM),
    ]
    special = {"read", "write", "mmap", "mprotect"}
    for call in sorted(numbers.keys() - special, key=lambda call: call not in _ALLOWED):
        if numbers[call] is not None:
            verdict = _ALLOW if call in _ALLOWED else _EPERM
            steps += [_step(_EQUAL, numbers[call], 0, 1), _step(_RETURN, verdict)]
    return b"".join([*steps, _step(_RETURN, _KILL)])


def _only_on(call: str, descriptor: int, numbers: dict[str, int | None]) -> list[bytes]:
    return [
        _step(_EQUAL, numbers[call], 0, 4),
        _step(_LOAD, _argument(0)),
        _step(_EQUAL, descriptor, 0, 1),
        _step(_RETURN, _ALLOW),
        _step(_RETURN, _EPERM),
    ]


def _argument(position: int) -> int:
    return _FIRST_ARGUMENT + 8 * position


def _step(code: int, operand: int | None, if_true: int = 0, if_false: int = 0) -> bytes:
    assert operand is not None
    return struct.pack("HBBI", code, if_true, if_false, operand)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))


class Filter:
    """A filter program in memory, made once in the zygote and installed by each child."""

    def __init__(self, program: bytes) -> None:
        """Keep *program* where the kernel can read it."""
        self._steps = ctypes.create_string_buffer(program, len(program))
        self._program = _Program(len(program) // 8, ctypes.cast(self._steps, ctypes.c_void_p))

    @property
    def address(self) -> int:
        """Where the kernel finds it."""
        return ctypes.addressof(self._program)
