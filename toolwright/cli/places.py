"""Places of a bundle's spec for people: with the text that stands there, where the spec is at hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from toolwright.dsl.diagnostics.excerpt import safe
from toolwright.runtime import Bundle
from toolwright.runtime.ir.parts import Part
from toolwright.runtime.line_map import split_place

LONGEST: Final = 100
"""Characters of a line that is quoted."""


class Spec:
    """The spec that a bundle was made from, as far as its files stand where they are looked for, unchanged."""

    def __init__(self, bundle: Bundle, folder: Path | None = None) -> None:
        """Look in *folder*, that of the scenario's file; without one in this folder, in `specs/NAME` and in `NAME`."""
        name = bundle.name
        self._hashes = {file.path: file.sha256 for file in bundle.manifest.spec}
        self._folders = [folder] if folder else [Path(), Path("specs") / name, Path(name)]
        self._found: dict[str, tuple[str, list[str]]] = {}

    def shown(self, place: str) -> str:
        """*place* with the path that its file has here, and the line that stands there."""
        file, line, column = split_place(place)
        if file not in self._found:
            self._found[file] = self._read(file)
        path, lines = self._found[file]
        text = lines[line - 1].strip() if line <= len(lines) else ""
        quoted = text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
        return safe(f"{path}:{line}:{column}" + (f"  {quoted}" if quoted else ""))

    def _read(self, file: str) -> tuple[str, list[str]]:
        for folder in self._folders:
            path = folder / file
            try:
                content = path.read_bytes() if file in self._hashes and path.is_file() else b""
            except OSError:
                continue
            # A file that has changed since would show other lines than those that the bundle was made from.
            if content and sha256(content).hexdigest() == self._hashes[file]:
                return path.as_posix(), content.decode("utf-8", "replace").split("\n")
        return file, []


def traced(parts: Sequence[Part], bundle: Bundle, level: str, spec: Spec) -> Iterator[str]:
    """Where a call failed in *parts*, the innermost first: a line for each place. Raises BundleError."""
    line_map = bundle.line_map(level)
    places = [place for part in parts if (place := line_map.place(part)) is not None]
    told = dict.fromkeys(spec.shown(place.at) for place in places)
    for word, text in zip(("at", *["called from"] * len(told)), told, strict=False):
        yield f"{word} {text}"
    for text in dict.fromkeys(spec.shown(place.by) for place in places if place.by):
        yield f"scaled by {text}"
