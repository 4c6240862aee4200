"""Chance that is the same everywhere: choices by SHA-256 of what they are for, and shuffled ranges of any size."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from math import comb


def below(bound: int, *purpose: object) -> int:
    """A number from 0 to below *bound*, settled by *purpose*."""
    text = "/".join(map(str, purpose))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:12]) % bound


class Shuffled:
    """The numbers below *size* in an order settled by *purpose*; none is stored, so the size may be astronomic."""

    def __init__(self, size: int, *purpose: object) -> None:
        """Prepare the order."""
        self._size = size
        self._purpose = "/".join(map(str, purpose))
        self._half = max(1, ((size - 1).bit_length() + 1) // 2)

    def __len__(self) -> int:
        """How many numbers there are."""
        return self._size

    def at(self, place: int) -> int:
        """The number at *place*. A Feistel network permutes the next power of four; it is walked until it is inside."""
        number = self._permuted(place)
        while number >= self._size:
            number = self._permuted(number)
        return number

    def _permuted(self, number: int) -> int:
        mask = (1 << self._half) - 1
        left, right = number >> self._half, number & mask
        for turn in range(4):
            left, right = right, left ^ (below(mask + 1, self._purpose, turn, right))
        return (left << self._half) | right


def subset(items: Sequence[object], count: int, index: int) -> list[int]:
    """The places of the *index*-th of all subsets of *count* items, in lexical order."""
    places, start = [], 0
    for left in range(count, 0, -1):
        place = start
        while (size := comb(len(items) - place - 1, left - 1)) <= index:
            index -= size
            place += 1
        places.append(place)
        start = place + 1
    return places
