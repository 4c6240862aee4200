"""Singular values of a change that is seen a block of rows at a time.

With D the change, G = DᵀD and random columns W, one pass gives GW. From it come the largest eigenvalues of G by the
Nyström method (Tropp, Yurtsever, Udell and Cevher, 2017) and the trace of G² by Hutchinson's. Where D has few columns,
W is the identity and both are exact.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final

import torch

EXACT: Final = 512
"""Up to so many columns nothing is estimated."""
PROBES: Final = 128
"""Random columns where there are more: the effective rank is off by an eighth at most, mostly by far less."""
TOP: Final = 8
"""Singular directions whose share is told."""
_CAPTURED: Final = 0.999
"""Where the eigenvalues that were found have this share of the whole, they are the spectrum."""


@dataclass(frozen=True, slots=True)
class Spectrum:
    """The shape of a change's singular values s."""

    effective_rank: float
    """(sum s²)² / sum s⁴: so many equal singular values would spread the change as much."""
    top_share: float
    """The share of sum s² that the `TOP` largest have."""


class Sketch:
    """Sees the blocks of one change, then tells its `Spectrum`."""

    def __init__(self, columns: int, name: str) -> None:
        """Of a change with so many *columns*; what is random hangs on *name* alone."""
        self._exact = columns <= EXACT
        if self._exact:
            self._probes = torch.eye(columns, dtype=torch.float64)
        else:
            self._probes = torch.randn(columns, PROBES, generator=drawn_from(name), dtype=torch.float64)
        self._seen = torch.zeros_like(self._probes)

    def add(self, block: Any) -> None:
        """See some rows of the change."""
        rows = block.double()
        self._seen += rows.T @ (rows @ self._probes)

    def spectrum(self, energy: float) -> Spectrum | None:
        """The spectrum of all that was seen, whose squares add up to *energy*; None where nothing changed."""
        if energy <= 0.0:
            return None
        found = torch.linalg.eigvalsh(self._seen) if self._exact else self._nystrom()
        found = found.clamp(min=0.0).sort(descending=True).values
        fourth = float((found**2).sum())
        if float(found.sum()) < _CAPTURED * energy:
            fourth = float((self._seen**2).sum()) / PROBES
        return Spectrum(energy**2 / fourth, min(1.0, float(found[:TOP].sum()) / energy))

    def _nystrom(self) -> Any:
        shift = torch.finfo(torch.float64).eps * self._seen.norm() * self._seen.shape[0] ** 0.5
        seen = self._seen + shift * self._probes
        core = self._probes.T @ seen
        values, vectors = torch.linalg.eigh((core + core.T) / 2)
        kept = values > values.max() * 1e-12
        half = (seen @ vectors[:, kept]) / values[kept].sqrt()
        return torch.linalg.svdvals(half) ** 2 - shift


def drawn_from(name: str, seed: int = 0) -> Any:
    """A source of random numbers of a tensor's own, whichever tensors are looked at beside it."""
    digest = hashlib.sha256(f"{seed} {name}".encode()).digest()
    return torch.Generator().manual_seed(int.from_bytes(digest[:7], "big"))
