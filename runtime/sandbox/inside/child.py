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
_REHEARSED = "def rehearsal(number):\n    return {'number': number}\n"
_decode = json.JSONDecoder().raw_decode


class _Nowhere(io.TextIOBase):
    """Where a body's prints go."""

    def write(self, text: str) -> int:
        return len(text)


def made_ready(bodies: dict[str, Body]) -> Caller:
    """What children need and cannot make for themselves; it is made in the zygote, before the fork."""
    sys.stdin, sys.stdout, sys.stderr = io.StringIO(), _Nowhere(), _Nowhere()
    bodies[_REHEARSAL] = Body("rehearsal", compile(_REHEARSED, "rehearsal", "exec"), (), keeps_nothing=False)
    caller = Caller(bodies)
    signal.signal(signal.SIGUSR1, caller.time_up)
    return caller


def serve(caller: Caller) -> NoReturn:
    """Answer calls until the host closes its end."""
    # Memory that is shared with the zygote is copied when it is first used: before the first call, not during it.
    _answered(f'["",{_CHUNK},[["{_REHEARSAL}",[0.5]]]]'.encode(), caller)
    while True:
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
