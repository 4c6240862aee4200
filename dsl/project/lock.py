"""The lock file: what a scenario was made from, so that a change from outside is seen.

`toolwright.lock` stands beside the scenarios of one folder and holds for each of them, by file name:

- `files`: the SHA-256 of every file that it reads: imported libraries and data, of the project by their path from
  the folder, of installed packages as `package:path`. The scenario's own file is not among them, as it stands beside
  the lock and is reviewed with it; `extern` code is part of the files that hold it.
- `packages`: what to install for those packages, as in `geo-worlds==1.2.0`.
- `depends_on`: versions of what generated rows hang on besides files, `Program.depends_on`.

It is JSON with sorted keys, one entry a line, so that a change is a line of a review and its place can be named; the
same scenarios give the same bytes everywhere. Nobody writes it by hand.

What an author edits changes all the time, and what others publish changes behind the author's back. So a check that
finds a lock refuses other contents of a *package's* file, and another version of what rows *depend on*; both change
answers silently. Files of the project are held to the lock only where that is asked for (`strict`, `--locked`), and
so is everything that merely makes the lock incomplete. Contents decide, not versions: a release of a package that
leaves the locked files as they are changes nothing, so its number matters to `strict` alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ..diagnostics import Diagnostic, error
from ..program import SpecFile
from ..source import Source, Span
from .paths import package_of

NAME: Final = "toolwright.lock"
"""What the file is called."""
FORMAT: Final = 1
"""The number of its form, to be raised with every change of what it holds."""


@dataclass(frozen=True, slots=True)
class Locked:
    """What one scenario was made from."""

    files: Mapping[str, str] = field(default_factory=dict)
    """Path to SHA-256, in hexadecimal."""
    packages: Mapping[str, str] = field(default_factory=dict)
    """Import name to what installs it, as in `geo-worlds==1.2.0`."""
    depends_on: Mapping[str, str] = field(default_factory=dict)
    """Name to version."""


Lock = Mapping[str, Locked]
"""The scenarios of a folder by file name."""


@dataclass(frozen=True, slots=True)
class Read:
    """A lock file as it was found."""

    source: Source
    lock: Lock | None
    """None where it is broken, for the reason in *diagnostics*."""
    diagnostics: tuple[Diagnostic, ...]


def packages(files: Iterable[SpecFile]) -> tuple[str, ...]:
    """The packages that *files* come from, sorted."""
    return tuple(sorted({name for file in files if (name := package_of(file.path)) is not None}))


def locked(files: Iterable[SpecFile], requirements: Mapping[str, str], depends_on: Mapping[str, str]) -> Locked:
    """What a scenario is made from; *files* are all that it reads, its own first, which is left out."""
    read = {file.path: file.sha256 for file in tuple(files)[1:]}
    return Locked(read, dict(requirements), dict(depends_on))


def render(lock: Lock) -> str:
    """The text of the lock file."""
    scenarios = {
        name: {"files": dict(one.files), "packages": dict(one.packages), "depends_on": dict(one.depends_on)}
        for name, one in lock.items()
    }
    return json.dumps({"format": FORMAT, "scenarios": scenarios}, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


# -------------------------------------------------------------------- reading


def read(path: str, data: bytes) -> Read:
    """The lock in *data*, the content of the file at *path*; whatever it holds, nothing is raised."""
    text = data.decode("utf-8", errors="replace")
    source = Source(path, text.removeprefix("\ufeff"))
    try:
        value = json.loads(source.text, object_pairs_hook=_distinct)
        return Read(source, _lock(value), ())
    except json.JSONDecodeError as problem:
        at = min(problem.pos, len(source.text))
        broken = _broken(Span(source, at, at), f"this is not JSON: {problem.msg[:1].lower()}{problem.msg[1:]}")
    except _Broken as problem:
        broken = _broken(_place(source, problem.keys), problem.message)
    except (ValueError, RecursionError):
        broken = _broken(Span(source, 0, 0), "this is not a lock file: its numbers or brackets are beyond all measure")
    return Read(source, None, (broken,))


def _broken(span: Span, message: str) -> Diagnostic:
    folder = span.source.name.rpartition("/")[0] or "."
    return error("TW0914", span, message, help=f"write it anew: `toolwright lock {folder}`")


class _Broken(Exception):
    """What is wrong in a lock, at the entry below *keys*; never leaves this module."""

    def __init__(self, message: str, *keys: str) -> None:
        super().__init__(message)
        self.message = message
        self.keys = keys


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for number, (name, _) in enumerate(pairs) if name in dict(pairs[:number]))
        raise _Broken(f"`{twice}` stands there twice", twice)
    return found


def _lock(value: Any) -> Lock:
    if not isinstance(value, dict):
        raise _Broken("this is not a lock file: it holds no object")
    if (number := value.get("format")) != FORMAT or number is True:
        shown = json.dumps(number)[:40]
        raise _Broken(f"this lock has the format {shown}, and this Toolwright reads format {FORMAT}", "format")
    _only(value, ("format", "scenarios"))
    return {name: _locked(name, one) for name, one in _object(value.get("scenarios"), "scenarios").items()}


def _locked(name: str, value: Any) -> Locked:
    keys = ("scenarios", name)
    parts = _object(value, *keys)
    _only(parts, ("depends_on", "files", "packages"), *keys)
    files = _texts(parts.get("files"), *keys, "files")
    for path, digest in files.items():
        if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
            raise _Broken(f"`{path}` has no SHA-256 in hexadecimal", *keys, "files", path)
    requirements = _texts(parts.get("packages"), *keys, "packages")
    return Locked(files, requirements, _texts(parts.get("depends_on"), *keys, "depends_on"))


def _texts(value: Any, *keys: str) -> dict[str, str]:
    for name, text in _object(value, *keys).items():
        if not isinstance(text, str):
            raise _Broken(f"`{name}` is not a text", *keys, name)
    return dict(value)


def _object(value: Any, *keys: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Broken(f"`{keys[-1]}` is missing, or is not an object", *keys)
    return value


def _only(value: dict[str, Any], known: tuple[str, ...], *keys: str) -> None:
    if strange := [name for name in value if name not in known]:
        raise _Broken(f"a lock has no entry `{strange[0]}` here", *keys, strange[0])


def _place(source: Source, keys: Iterable[str]) -> Span:
    """Where the entry below *keys* stands, or the last of its parents that is there."""
    found, at = Span(source, 0, 0), 0
    for key in keys:
        quoted = json.dumps(key, ensure_ascii=False)
        start = source.text.find(quoted, at)
        if start < 0:
            break
        at = start + len(quoted)
        found = Span(source, start, at)
    return found


# ------------------------------------------------------------------- comparing


def changes(read: Read, name: str, spec: str, now: Locked, *, strict: bool) -> tuple[Diagnostic, ...]:
    """What has changed since the scenario *name* was locked; *spec* is its path, as it is given on a command line."""
    if read.lock is None:
        return ()
    if name not in read.lock:
        return (_unlocked(_place(read.source, ("scenarios",)), name, spec),) if strict else ()
    look = _Look(read.source, name, read.lock[name], now, f"`toolwright lock {spec}`")
    found = [*look.packages(), *look.versions()]
    if strict:
        found += look.project()
    return tuple(sorted(found, key=lambda diagnostic: diagnostic.span.start))


def unlocked(spec: str, name: str) -> Diagnostic:
    """The finding that there is no lock file for the scenario at *spec*."""
    return _unlocked(Span(Source(spec, ""), 0, 0), name, spec)


def left_over(read: Read, gone: Iterable[str]) -> tuple[Diagnostic, ...]:
    """Findings that *gone*, scenarios of the lock, do not exist any more."""
    folder = read.source.name.rpartition("/")[0] or "."
    return tuple(
        error(
            "TW0916",
            _place(read.source, ("scenarios", name)),
            f"`{name}` is locked and does not exist",
            help=f"bring the lock up to date: `toolwright lock {folder}`",
        )
        for name in gone
    )


def _unlocked(span: Span, name: str, spec: str) -> Diagnostic:
    return error("TW0917", span, f"`{name}` is not locked", help=f"lock it: `toolwright lock {spec}`")


@dataclass(frozen=True, slots=True)
class _Look:
    """One scenario's entry beside what the scenario is made from now."""

    source: Source
    name: str
    was: Locked
    now: Locked
    command: str

    def packages(self) -> Iterable[Diagnostic]:
        """Packages with other contents in locked files, one finding each."""
        changed: dict[str, list[str]] = {}
        for path in sorted(self.was.files.keys() & self.now.files.keys()):
            package = package_of(path)
            if package is not None and self.was.files[path] != self.now.files[path]:
                changed.setdefault(package, []).append(path)
        for package, paths in changed.items():
            before, after = self.was.packages.get(package), self.now.packages.get(package)
            more = f" (and {len(paths) - 1} more of its files)" if len(paths) > 1 else ""
            yield error(
                "TW0915",
                self._at("files", paths[0]),
                f"`{paths[0]}`{more} is not what was locked",
                notes=(
                    f"it is still {after}, whose files were changed in place"
                    if before == after
                    else f"locked with {before}, and {after} is installed",
                ),
                help=f"install what was locked, or accept the change: {self.command}",
            )

    def versions(self) -> Iterable[Diagnostic]:
        """Other versions of what rows depend on."""
        for name, before in sorted(self.was.depends_on.items()):
            after = self.now.depends_on.get(name, before)
            if after != before:
                yield error(
                    "TW0915",
                    self._at("depends_on", name),
                    f"generated rows hang on {name}: {before} was locked, and this is {after}",
                    help=f"go back to {name} {before}, or accept other rows: {self.command}",
                )

    def project(self) -> Iterable[Diagnostic]:
        """Everything else that differs."""
        for path in sorted(self.was.files.keys() | self.now.files.keys()):
            before, after = self.was.files.get(path), self.now.files.get(path)
            if after is None:
                yield self._stale(f"`{path}` is locked and no longer read", "files", path)
            elif before is None:
                yield self._stale(f"`{path}` is read and not locked", "files")
            elif before != after and package_of(path) is None:
                yield self._stale(f"`{path}` has changed since it was locked", "files", path)
        changed = {package_of(p) for p, digest in self.was.files.items() if self.now.files.get(p, digest) != digest}
        for name in sorted(self.was.packages.keys() & self.now.packages.keys() - changed):
            before, after = self.was.packages[name], self.now.packages[name]
            if before != after:
                yield self._stale(f"{before} was locked, and {after} is installed", "packages", name)
        for name in sorted(self.was.depends_on.keys() ^ self.now.depends_on.keys()):
            verdict = "is locked and not needed" if name in self.was.depends_on else "is needed and not locked"
            yield self._stale(f"{name} {verdict}", "depends_on", name)

    def _stale(self, message: str, *keys: str) -> Diagnostic:
        return error("TW0916", self._at(*keys), message, help=f"bring the lock up to date: {self.command}")

    def _at(self, *keys: str) -> Span:
        return _place(self.source, ("scenarios", self.name, *keys))
