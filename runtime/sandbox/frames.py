"""Frames between host and child: a length in four bytes, then JSON. What comes back is taken as hostile bytes."""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Sequence
from typing import Any, NoReturn

from ..errors import ErrorCode
from ..jsontext import compact
from .package import Answered, Call, Failed, Outcome

HEAD = 4
"""Bytes of a frame's length."""
_OVERHEAD = 1024
"""Bytes of a frame besides the values of its answers, for each answer: kinds and reasons are short."""
_KINDS = {kind.value: kind for kind in (ErrorCode.TIMEOUT, ErrorCode.RESOURCE_LIMIT, ErrorCode.INTERNAL)}
_MAX_REASON = 600


class BrokenFrameError(Exception):
    """Bytes that a well-behaved child does not write."""


class Ids:
    """Ids of requests that a body cannot foresee."""

    def __init__(self) -> None:
        """Draw none yet."""
        self._pool: list[str] = []

    def draw(self) -> str:
        """A fresh id."""
        if not self._pool:
            self._pool = [os.urandom(8).hex() for _ in range(64)]
        return self._pool.pop()


def request(ident: str, calls: Sequence[Call], most: int) -> bytes:
    """The frame that asks for *calls*, with answers of at most *most* bytes each.

    Raises ValueError, TypeError or UnicodeEncodeError for arguments that are no JSON values.
    """
    payload = compact((ident, most, calls)).encode()
    return len(payload).to_bytes(HEAD, "little") + payload


def largest(calls: int, most: int) -> int:
    """Most bytes of the answer to a frame of *calls*."""
    return (most + _OVERHEAD) * calls


def outcomes(payload: bytes, ident: str, count: int) -> list[Outcome]:
    """The answers in a frame from a child. Raises BrokenFrameError."""
    try:
        text = payload.decode()
    except UnicodeDecodeError as problem:
        raise BrokenFrameError(f"an answer is not strict JSON ({type(problem).__name__})") from None
    found = read_value(text)
    # Called for every answer, so without patterns: they take longer than reading the JSON does.
    if type(found) is not list or len(found) != 2 or found[0] != ident:
        raise BrokenFrameError("an answer does not belong to its request")
    entries = found[1]
    if type(entries) is not list or len(entries) != count:
        raise BrokenFrameError("a frame has another number of answers than calls")
    if "\\u" in text and _HALF.search(text):
        _refuse_halves(entries)
    return [_outcome(entry) for entry in entries]


def read_value(text: str) -> Any:
    """The value that *text* is as strict JSON, with nothing behind it. Raises BrokenFrameError."""
    try:
        found, end = _decode(text)
    except (ValueError, RecursionError, MemoryError) as problem:
        raise BrokenFrameError(f"an answer is not strict JSON ({type(problem).__name__})") from None
    if end != len(text):
        raise BrokenFrameError("an answer has something behind it")
    return found


def _outcome(entry: Any) -> Outcome:
    if type(entry) is list and entry and type(entry[0]) is int:
        if entry[0] == 0 and len(entry) == 2:
            return Answered(entry[1])
        if entry[0] == 1 and len(entry) == 3 and type(entry[1]) is type(entry[2]) is str and entry[1] in _KINDS:
            return Failed(_KINDS[entry[1]], entry[2][:_MAX_REASON])
    raise BrokenFrameError("an answer has an unknown form")


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


_decode = json.JSONDecoder(parse_constant=_no_constant, parse_float=_finite).raw_decode
_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def _refuse_halves(value: Any) -> None:
    try:
        compact(value).encode()
    except UnicodeEncodeError:
        raise BrokenFrameError("an answer holds half a character") from None
