"""Texts decoded and parsed once, however many checks read them."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..source import Source
from ..syntax.parse import Decoded, Parsed, decode, parse


@dataclass(frozen=True, slots=True)
class Texts:
    """What the files held when they were last read: nothing is used for a file that has changed since.

    Several checks may share it, as those of scenarios that import the same libraries; nobody changes a tree.
    """

    _decoded: dict[str, tuple[str, Decoded]] = field(default_factory=dict)
    """By path, with the hash of the bytes."""
    _parsed: dict[str, tuple[Source, Parsed]] = field(default_factory=dict)

    def decoded(self, path: str, data: bytes, digest: str) -> Decoded:
        """*data*, whose hash is *digest*, as a source called *path*."""
        known = self._decoded.get(path)
        if known is None or known[0] != digest:
            known = self._decoded[path] = (digest, decode(path, data))
        return known[1]

    def parsed(self, source: Source) -> Parsed:
        """The tree of *source*."""
        known = self._parsed.get(source.name)
        if known is None or known[0] is not source:
            known = self._parsed[source.name] = (source, parse(source))
        return known[1]
