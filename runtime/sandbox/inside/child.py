"""What a confined child does: read a frame of calls, answer it, again and again."""

from __future__ import annotations

import io
import json
import os
import signal
import sys
from typing import NoReturn

from .bodies import Body, Caller

REQUESTS, ANSWERS = 40, 41
"""The only descriptors that a child has."""
_HEAD = 4
_CHUNK = 1 << 16
_REHEARSAL = ""
"""The name of a body that no host asks for."""
_IDENT = "0" * 16
"""As long as those that the host draws."""
_REHEARSED = "def rehearsal(number, other):\n    return {'number': number * other}\n"
_UNTIL_FAST = 16
"""After so many runs Python's interpreter has adapted a function's code to what it does."""
_LEAST_BLOCK, _LARGEST_BLOCK, _BLOCKS = 16, 512, 3
"""Python takes blocks of 16, 32 .. 512 bytes from pools, one for each size; a short answer needs a few of a size."""
_EMPTY = sys.getsizeof(b"")
_decode = json.JSONDecoder().raw_decode


class _Nowhere(io.TextIOBase):
    """Where a body's prints go."""

    def write(self, text: str) -> int:
        return len(text)


def made_ready(bodies: dict[str, Body]) -> Caller:
    """What children need and cannot make for themselves; it is made in the zygote, before the fork."""
    sys.stdin, sys.stdout, sys.stderr = io.StringIO(), _Nowhere(), _Nowhere()
    bodies[_REHEARSAL] = Body("rehearsal", compile(_REHEARSED, "rehearsal", "exec"), (), False, False)
    caller = Caller(bodies)
    signal.signal(signal.SIGUSR1, caller.time_up)
    for _ in range(_UNTIL_FAST):
        rehearse(caller)
    return caller


def rehearse(caller: Caller) -> None:
    """Answer a call of our own as if the host had made it, so that what a process does once is done before the first.

    Memory that is shared with the zygote is copied when it is written, and code is mapped when it is run.
    """
    ends = os.pipe()
    for end, number in zip(ends, (REQUESTS, ANSWERS), strict=True):
        os.dup2(end, number)
        os.close(end)
    frame = f'["{_IDENT}",{_CHUNK},[["{_REHEARSAL}",[3,0.5]]]]'.encode()
    os.write(ANSWERS, len(frame).to_bytes(_HEAD, "little") + frame)
    _answer(caller)
    _frame()
    _take_small_blocks()


def _take_small_blocks() -> None:
    """Have room for objects of each small size that is this process's own: the next ones of that size take it."""
    for size in range(_LEAST_BLOCK, _LARGEST_BLOCK + 1, _LEAST_BLOCK):
        [bytes(max(0, size - _EMPTY)) for _ in range(_BLOCKS)]


def serve(caller: Caller) -> NoReturn:
    """Answer calls until the host closes its end."""
    caller.begin()
    while True:
        _answer(caller)


def _answer(caller: Caller) -> None:
    data = _answered(_frame(), caller)
    while data:
        data = data[os.write(ANSWERS, data) :]


def _answered(frame: bytes, caller: Caller) -> bytes:
    ident, most, calls = _decode(frame.decode())[0]
    answers = ",".join([caller.answer(name, arguments, most) for name, arguments in calls])
    payload = f'["{ident}",[{answers}]]'.encode()
    return len(payload).to_bytes(_HEAD, "little") + payload


def _frame() -> bytes:
    data = _read(_CHUNK)
    while len(data) < _HEAD:
        data += _read(_CHUNK)
    length = _HEAD + int.from_bytes(data[:_HEAD], "little")
    if len(data) < length:
        parts, have = [data], len(data)
        while have < length:
            parts.append(_read(length - have))
            have += len(parts[-1])
        data = b"".join(parts)
    return data[_HEAD:]


def _read(most: int) -> bytes:
    data = os.read(REQUESTS, most)
    if not data:
        os._exit(0)
    return data
