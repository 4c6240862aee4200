"""What `check` has to say about files: found by the checker, or remembered while nothing that it read has changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from . import stored
from .disk import Disk
from .store import Store
from .surroundings import surroundings

if TYPE_CHECKING:
    from toolwright.dsl import Checked, Diagnostic

LOCK: Final = "toolwright.lock"


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in one file and in all that it imports."""

    diagnostics: tuple[Diagnostic, ...]
    locked: tuple[Diagnostic, ...]
    """What its lock says."""
    allowed: tuple[Diagnostic, ...]
    """What comments allow, with their reasons."""


def found_by(path: Path, checked: Checked, strict: bool) -> Found:
    """What checking the file at *path* found; *strict* asks that every scenario has a current lock."""
    if not strict and not (path.parent / LOCK).exists():
        return Found(checked.diagnostics, (), checked.allowed)
    # Brings the list of installed packages, which is slow to load.
    from .locks import lock_findings

    locked = tuple(lock_findings({path: checked}, strict=strict))
    return Found(checked.diagnostics, locked, checked.allowed)


def find(specs: Sequence[Path], strict: bool, store: Store | None) -> list[Found]:
    """Check each of *specs*, as far as *store* does not remember what comes of it."""
    reads = _Reads(Disk())
    found: list[Found] = []
    texts: Any = None
    for path in specs:
        key = f"{surroundings('dsl')} {_folder()} {path.as_posix()} {strict}"
        known = _remembered(store.get(key), reads) if store else None
        if known is None:
            from toolwright.dsl.check import check
            from toolwright.dsl.project.texts import Texts

            texts = texts or Texts()
            watched = _Watched(reads)
            known = found_by(path, check(path.as_posix(), watched, lints=True, texts=texts), strict)
            if store:
                watched.outcome((path.parent / LOCK).as_posix())
                store.put(key, _entry(known, watched))
        found.append(known)
    if store:
        store.trim()
    return found


def together(found: Iterable[Found]) -> list[Diagnostic]:
    """What was found in all files, each finding once: a library may be checked with several scenarios."""
    found = list(found)
    return _once((*(one.diagnostics for one in found), *(one.locked for one in found)))


def allowed(found: Iterable[Found]) -> list[Diagnostic]:
    """What comments allow in all files, each finding once."""
    return _once(one.allowed for one in found)


def _once(found: Iterable[Iterable[Diagnostic]]) -> list[Diagnostic]:
    seen: dict[tuple[str, str, int, str], Diagnostic] = {}
    for one in found:
        for d in one:
            seen.setdefault((d.code, d.span.source.name, d.span.start, d.message), d)
    return list(seen.values())


# ------------------------------------------------------------------ what a check reads


@dataclass(frozen=True, slots=True)
class _Reads:
    """Files as they are while a command runs: each is read once."""

    disk: Disk
    known: dict[str, bytes | Exception] = field(default_factory=dict)
    texts: dict[str, str | None] = field(default_factory=dict)

    def read(self, path: str) -> bytes | Exception:
        """The bytes at *path*, or what is raised instead."""
        if path not in self.known:
            try:
                self.known[path] = self.disk.read(path)
            except (OSError, ValueError, ImportError) as problem:
                self.known[path] = problem
        return self.known[path]

    def outcome(self, path: str) -> str:
        """What tells whether reading *path* gives something else than it did another time."""
        result = self.read(path)
        if isinstance(result, bytes):
            # Locks speak of the versions of packages too.
            return f"{sha256(result).hexdigest()} {self.disk.requirement(path) or ''}".rstrip()
        return f"{type(result).__name__} {result} {getattr(result, 'meant', '')}"

    def text(self, path: str) -> str | None:
        """The text at *path*, None where there is none."""
        if path not in self.texts:
            result = self.read(path)
            try:
                self.texts[path] = result.decode("utf-8-sig") if isinstance(result, bytes) else None
            except UnicodeDecodeError:
                self.texts[path] = None
        return self.texts[path]


@dataclass(frozen=True, slots=True)
class _Watched:
    """Files for one check, which remembers what it asked for."""

    reads: _Reads
    outcomes: dict[str, str] = field(default_factory=dict)

    def read(self, path: str) -> bytes:
        self.outcome(path)
        result = self.reads.read(path)
        if isinstance(result, Exception):
            raise result
        return result

    def outcome(self, path: str) -> None:
        if path not in self.outcomes:
            self.outcomes[path] = self.reads.outcome(path)

    def text(self, path: str) -> str | None:
        return self.reads.text(path) if path in self.outcomes else None


# ------------------------------------------------------------------ entries


def _entry(found: Found, watched: _Watched) -> Any:
    writer = stored.Writer(watched.text)
    values = [writer.write(some) for some in (found.diagnostics, found.locked, found.allowed)]
    return {"reads": watched.outcomes, "found": values, "sources": writer.sources}


def _remembered(entry: Any, reads: _Reads) -> Found | None:
    """What *entry* says; None where there is none, or where a file is no longer as it was."""
    if entry is None or any(reads.outcome(path) != outcome for path, outcome in entry["reads"].items()):
        return None
    sources = entry["sources"]
    return Found(*(stored.read(values, sources, reads.text) if values else () for values in entry["found"]))


def _folder() -> str:
    """The folder that relative paths hang on; it may be gone, and they lead nowhere then."""
    with suppress(FileNotFoundError):
        return str(Path.cwd())
    return ""
