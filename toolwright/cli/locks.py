"""Lock files on disk: reading them, and holding what was checked to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from toolwright.dsl import Diagnostic
from toolwright.dsl.check import Checked
from toolwright.dsl.project import lock
from toolwright.dsl.syntax import nodes

from .packages import Packages
from .writing import written


def lock_findings(checked: Mapping[Path, Checked], *, strict: bool) -> list[Diagnostic]:
    """What the locks say about *checked*; *strict* asks that every scenario has a current one.

    A library has no lock of its own: it is locked with the scenarios that import it.
    """
    locks = Locks()
    found: list[Diagnostic] = []
    for path, one in checked.items():
        read = locks.read(path.parent)
        if read is None:
            found += [lock.unlocked(path.as_posix(), path.name)] if strict and is_scenario(one) else []
        elif read.lock is None:
            found += read.diagnostics
        elif path.name in read.lock or (strict and is_scenario(one)):
            # Of a broken scenario it is not known what else it would read.
            whole = strict and one.program is not None
            found += lock.changes(read, path.name, path.as_posix(), locks.now(one), strict=whole)
    return list(dict.fromkeys(found))


def is_scenario(checked: Checked) -> bool:
    """Whether *checked* is a scenario without errors; what is broken is not held to a lock that it may not need."""
    headers = (item for item in checked.program.module.items) if checked.program else iter(())
    return any(isinstance(item, nodes.ScenarioDecl) and not item.library for item in headers)


class Locks:
    """The lock files of several folders, each read once, and the packages that are installed."""

    def __init__(self) -> None:
        """Read nothing yet."""
        self._read: dict[Path, lock.Read | None] = {}
        self._packages = Packages()

    def read(self, folder: Path) -> lock.Read | None:
        """The lock file in *folder*, None where there is none. Raises click.ClickException where it is unreadable."""
        if folder not in self._read:
            path = folder / lock.NAME
            try:
                self._read[folder] = lock.read(path.as_posix(), path.read_bytes())
            except FileNotFoundError:
                self._read[folder] = None
            except OSError as problem:
                raise click.ClickException(f"{path} cannot be read: {problem.strerror}") from None
        return self._read[folder]

    def now(self, checked: Checked) -> lock.Locked:
        """What the lock of *checked* is to hold."""
        requirements = {name: self._packages.requirement(name) for name in lock.packages(checked.files)}
        return lock.locked(checked.files, requirements, checked.depends_on)


def existing(folder: Path, names: Iterable[str]) -> list[str]:
    """Those of the locked scenarios *names* that still are files of *folder*."""
    return [name for name in names if Path(name).name == name and (folder / name).is_file()]


def write_lock(path: Path, text: str) -> None:
    """Write a lock file, all or nothing. Raises click.ClickException."""
    with written(path) as file:
        file.write(text.encode("utf-8"))
