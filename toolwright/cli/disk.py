"""Specs on disk: the only place where the compiler's side reads files."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolwright.dsl.project.files import Misspelt
from toolwright.dsl.project.paths import inside_package, package_of

if TYPE_CHECKING:
    from toolwright.dsl import Checked, Diagnostic

    from .packages import Packages


class Disk:
    """Reads files by the path that a scenario names, as `toolwright.dsl.Files` wants it."""

    def __init__(self) -> None:
        """Read nothing yet. What is known of folders and packages is kept: an editor needs a new one each time."""
        self._names: dict[Path, list[str]] = {}

    def read(self, path: str) -> bytes:
        """The bytes of a file. Raises OSError, and ModuleNotFoundError for a file of a package that is missing."""
        package = package_of(path)
        if package is not None:
            return self._packages.read(package, inside_package(path))
        here = Path(path)
        names = self._listed(here.parent)
        if here.name in names or not names or here.name == "..":
            return here.read_bytes()
        from toolwright.dsl.diagnostics.suggest import closest

        meant = closest(here.name, [name for name in names if name.endswith(here.suffix)])
        if meant is None:
            return here.read_bytes()
        # On a disk that ignores the case of letters the file could be read, and on others it could not.
        raise Misspelt(path, posixpath.join(posixpath.dirname(path), meant))

    def requirement(self, path: str) -> str | None:
        """What installs the package that has the file at *path*, None for a file of the project. Raises OSError."""
        package = package_of(path)
        return None if package is None else self._packages.requirement(package)

    @cached_property
    def _packages(self) -> Packages:
        from .packages import Packages

        return Packages()

    def _listed(self, folder: Path) -> list[str]:
        if folder not in self._names:
            try:
                self._names[folder] = sorted(each.name for each in folder.iterdir())
            except OSError:
                self._names[folder] = []
        return self._names[folder]


def find_specs(paths: Iterable[str]) -> list[Path]:
    """The `.tool` files that *paths* name; a folder stands for all below it. Raises click.ClickException."""
    found: list[Path] = []
    for text in paths:
        path = Path(text)
        if path.is_dir():
            inside = sorted(path.rglob("*.tool"))
            if not inside:
                raise click.ClickException(f"{text} holds no .tool file")
            found += inside
        elif not path.is_file():
            raise click.ClickException(f"{text} does not exist")
        elif path.suffix != ".tool":
            raise click.ClickException(f"{text} is not a .tool file")
        else:
            found.append(path)
    # A file of this disk may be called as if it were a package's.
    found = [path.absolute() if package_of(path.as_posix()) else path for path in found]
    return list(dict.fromkeys(found))


def check_all(paths: Iterable[Path]) -> dict[Path, Checked]:
    """Check each file; what it imports is checked with it."""
    from toolwright.dsl.check import check
    from toolwright.dsl.project.texts import Texts

    disk, texts = Disk(), Texts()
    return {path: check(path.as_posix(), disk, lints=True, texts=texts) for path in paths}


def all_diagnostics(checked: Iterable[Checked]) -> list[Diagnostic]:
    """What was found in all files, each finding once (a library may be checked with several scenarios)."""
    seen: dict[tuple[str, str, int, str], Diagnostic] = {}
    for one in checked:
        for d in one.diagnostics:
            seen.setdefault((d.code, d.span.source.name, d.span.start, d.message), d)
    return list(seen.values())


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether anything keeps a scenario from being built."""
    return any(d.severity == "error" for d in diagnostics)
