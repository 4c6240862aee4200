"""The change of one tensor in numbers, and of several tensors together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from math import sqrt
from typing import Any, Final

import torch

from .spectrum import Spectrum

_BF16_BITS: Final = 8
"""Bits of a bfloat16's significand, the hidden one included."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What can be added up over blocks and over tensors."""

    elements: int = 0
    changed: int = 0
    beyond_step: int = 0
    """Elements that moved by more than the distance of neighbouring bfloat16 numbers where they stood."""
    before: float = 0.0
    """Squares of the elements before, added up."""
    after: float = 0.0
    change: float = 0.0
    """Squares of the differences."""
    dot: float = 0.0
    """Products of elements before and after."""
    absolute: float = 0.0
    largest: float = 0.0

    def __add__(self, other: Sums) -> Sums:
        """Both together."""
        added = {f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self) if f.name != "largest"}
        return Sums(**added, largest=max(self.largest, other.largest))

    @property
    def relative(self) -> float | None:
        """The Frobenius norm of the change over that of what was there; None where nothing was there."""
        return sqrt(self.change / self.before) if self.before else None

    @property
    def changed_share(self) -> float:
        """The share of elements that changed at all."""
        return self.changed / self.elements if self.elements else 0.0

    @property
    def beyond_step_share(self) -> float:
        """The share of elements that `beyond_step` counts."""
        return self.beyond_step / self.elements if self.elements else 0.0

    @property
    def mean_absolute(self) -> float:
        """The mean of the differences without their signs."""
        return self.absolute / self.elements if self.elements else 0.0

    @property
    def cosine(self) -> float | None:
        """The cosine between before and after; None where one of them is zero."""
        length = sqrt(self.before) * sqrt(self.after)
        return max(-1.0, min(1.0, self.dot / length)) if length else None


@dataclass(frozen=True, slots=True)
class Change:
    """How one tensor changed."""

    name: str
    layer: int | None
    module: str
    shape: tuple[int, ...]
    sums: Sums
    spectrum: Spectrum | None
    """Of matrices that changed."""


def sums_of(before: Any, change: Any) -> Sums:
    """The sums of a block *before* (float32) and its *change*, of the same shape."""
    old, delta = before.double(), change.double()
    new = old + delta
    size = delta.abs()
    # frexp gives m · 2^e with m from 1/2: neighbours in bfloat16 are 2^(e - 8) apart. Beside 0 they are always closer.
    step = torch.ldexp(torch.ones_like(old), torch.frexp(old).exponent - _BF16_BITS)
    beyond = (size > step) | ((old == 0) & (size > 0))
    return Sums(
        elements=old.numel(),
        changed=int((delta != 0).sum()),
        beyond_step=int(beyond.sum()),
        before=float((old * old).sum()),
        after=float((new * new).sum()),
        change=float((delta * delta).sum()),
        dot=float((old * new).sum()),
        absolute=float(size.sum()),
        largest=float(size.max()) if size.numel() else 0.0,
    )


def together(sums: Iterable[Sums]) -> Sums:
    """All of *sums* added up."""
    found = Sums()
    for each in sums:
        found += each
    return found
