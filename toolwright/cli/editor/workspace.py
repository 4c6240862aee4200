"""Open buffers over the disk, and what is known of the files that are open."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from toolwright.dsl import Diagnostic
from toolwright.dsl.check import Analysis, analyse
from toolwright.dsl.project.paths import package_of
from toolwright.dsl.project.texts import Texts
from toolwright.dsl.services.bind import index
from toolwright.dsl.services.model import Index
from toolwright.dsl.services.navigate import meant
from toolwright.dsl.services.rename import Refused, Renamed, rename
from toolwright.dsl.syntax.parse import Parsed

from ..disk import Disk

MAX_FILES = 500
"""Most files of a workspace that are looked through for uses of a name."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """Reads texts that are given, and everything else from the disk."""

    texts: Mapping[str, str]
    """By absolute path with forward slashes."""
    disk: Disk
    asked: set[str] = field(default_factory=set)
    """Every path that was asked for, found or not."""

    def read(self, path: str) -> bytes:
        """The content of the file at *path*; raises what `toolwright.dsl.Files` says."""
        self.asked.add(path)
        text = self.texts.get(path)
        return self.disk.read(path) if text is None else text.encode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class _Known:
    analysis: Analysis
    asked: frozenset[str]
    """Files that it hangs on."""
    index: list[Index] = field(default_factory=list)
    """At most one, made when something asks for it."""


class Workspace:
    """What the editor has open; files are analysed when something asks, and again when a text behind them changes."""

    def __init__(self) -> None:
        """Nothing is open yet."""
        self.buffers: dict[str, str] = {}
        """Texts of the open files, by absolute path with forward slashes."""
        self.folders: list[Path] = []
        """Folders that the editor shows."""
        self._known: dict[str, _Known] = {}
        self._texts = Texts()
        self._supposed = Texts()
        """Apart from the texts that files have, so that a question does not have those parsed again."""

    def write(self, path: str, text: str) -> None:
        """The buffer of *path* now holds *text*."""
        self.buffers[path] = text
        self.forget(path)

    def close(self, path: str) -> None:
        """The file at *path* is what is on the disk."""
        self.buffers.pop(path, None)
        self.forget(path)

    def forget(self, path: str) -> None:
        """The file at *path* may have changed."""
        self._known = {root: known for root, known in self._known.items() if path not in known.asked}

    def forget_all(self) -> None:
        """Any file may have changed."""
        self._known.clear()

    def analysis(self, root: str) -> Analysis:
        """What is known of the file at *root* with all that it imports."""
        return self._of(root).analysis

    def index(self, root: str) -> Index:
        """The index of the file at *root* with all that it imports."""
        known = self._of(root)
        if not known.index:
            known.index.append(index(known.analysis))
        return known.index[0]

    def _of(self, root: str) -> _Known:
        known = self._known.get(root)
        if known is None:
            files = Overlay(self.buffers, Disk())
            found = analyse(root, files, lints=True, texts=self._texts)
            known = _Known(found, frozenset({root, *files.asked}))
            if root in self.buffers:
                # Nobody tells when another file changes.
                self._known[root] = known
        return known

    def analysed_with(self, texts: Mapping[str, str], root: str) -> Analysis:
        """What would be known of *root* if files had *texts*; lints are left out."""
        return analyse(root, Overlay({**self.buffers, **texts}, Disk()), texts=self._supposed)

    def roots(self) -> Iterator[str]:
        """The open files and all others of the editor's folders, each once."""
        seen = set(self.buffers)
        yield from self.buffers
        for folder in self.folders:
            for number, path in enumerate(folder.rglob("*.tool")):
                if number >= MAX_FILES:
                    break
                if (name := path.as_posix()) not in seen and path.is_file():
                    seen.add(name)
                    yield name

    def parsed(self) -> Iterator[Parsed]:
        """The trees of the open files and all others of the editor's folders; what cannot be read is left out."""
        files = Overlay(self.buffers, Disk())
        for path in self.roots():
            try:
                data = files.read(path)
            except OSError:
                continue
            yield self._texts.parsed(self._texts.decoded(path, data, hashlib.sha256(data).hexdigest()).source)

    def indexes(self, path: str) -> dict[str, Index]:
        """The indexes of all projects that the file at *path* is a part of, by root."""
        found = {root: self._of(root) for root in self.roots()}
        return {
            root: known.index[0] if known.index else index(known.analysis)
            for root, known in found.items()
            if path in known.asked
        }

    def rename(self, path: str, offset: int, name: str) -> Renamed | Refused:
        """Call what stands at *offset* of the file at *path* by another *name*, wherever it stands."""
        here = self.index(path)
        own = meant(here, path, offset)
        home = own.span.source.name if own is not None and own.span is not None else path
        # The file that asks comes first: another project may not read it, though it reads what declares the name.
        others = [index for root, index in self.indexes(home).items() if root != path]
        return rename([here, *others], path, offset, name, Overlay(self.buffers, Disk()))

    def diagnostics(self) -> dict[str, list[Diagnostic]]:
        """What is wrong with the open files and what they read, by path; each finding once."""
        found: dict[str, list[Diagnostic]] = {path: [] for path in self.buffers}
        told: set[tuple[str, str, int, int, str]] = set()
        for root in self.buffers:
            for diagnostic in self.analysis(root).checked.diagnostics:
                span = diagnostic.span
                # The file of a package has no place in the editor: its errors stand in the file that imports it.
                name = root if package_of(span.source.name) else span.source.name
                key = (name, diagnostic.code, span.start, span.end, diagnostic.message)
                if key not in told:
                    told.add(key)
                    found.setdefault(name, []).append(diagnostic)
        return found
