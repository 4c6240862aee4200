"""Files of installed packages, found by what their installers recorded: nothing of a package is run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from importlib.metadata import Distribution, PackageNotFoundError, distribution, packages_distributions
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

from toolwright.dsl.diagnostics.suggest import closest
from toolwright.dsl.project.files import Misspelt


class Packages:
    """The installed packages; each is looked up once, so make a new one when something may have been installed."""

    def __init__(self) -> None:
        """Look nothing up yet."""
        self._known: dict[str, _Package | None] = {}

    def read(self, package: str, inside: str) -> bytes:
        """The file at *inside* in *package*. Raises PackageNotFoundError, Misspelt, or another OSError."""
        return self._package(package).read(inside)

    def requirement(self, package: str) -> str:
        """What installs *package* as it is, such as `geo-worlds==1.2.0`. Raises PackageNotFoundError."""
        found = self._package(package).distribution
        return f"{found.name}=={found.version}"

    def _package(self, name: str) -> _Package:
        if name not in self._known:
            owner = self._owner(name)
            self._known[name] = _Package(name, owner) if owner else None
        found = self._known[name]
        if found is None:
            raise PackageNotFoundError(name)
        return found

    def _owner(self, name: str) -> Distribution | None:
        """The distribution that installed the import package *name*; most often it has the same name."""
        try:
            own = distribution(name)
        except PackageNotFoundError:
            own = None
        if own is not None and (_Package(name, own).files or _is_editable(own)):
            return own
        others = self._distributions.get(name)
        return distribution(sorted(others)[0]) if others else None

    @cached_property
    def _distributions(self) -> Mapping[str, list[str]]:
        return packages_distributions()


class _Package:
    """One import package of an installed distribution."""

    def __init__(self, name: str, owner: Distribution) -> None:
        self.name = name
        self.distribution = owner

    @cached_property
    def files(self) -> dict[str, Path]:
        """What the installer put into the package, by its place in it; empty for an editable install."""
        found = (file for file in self.distribution.files or () if file.parts[0] == self.name)
        return {"/".join(file.parts[1:]): Path(str(file.locate())) for file in found}

    @cached_property
    def folder(self) -> Path | None:
        """Where an editable install has its sources."""
        try:
            # The name has no dot, so no package is imported to find it.
            spec = find_spec(self.name)
        except ValueError:
            spec = None
        places = list(spec.submodule_search_locations or ()) if spec else []
        return Path(places[0]) if places else None

    def read(self, inside: str) -> bytes:
        if self.files:
            if inside not in self.files:
                raise self._missing(inside, self.files)
            return self.files[inside].read_bytes()
        if self.folder is None:
            raise PackageNotFoundError(self.name)
        path = self.folder / inside
        if not path.is_file():
            raise self._missing(inside, (each.relative_to(self.folder).as_posix() for each in self.folder.rglob("*.*")))
        return path.read_bytes()

    def _missing(self, inside: str, known: Iterable[str]) -> OSError:
        ending = PurePosixPath(inside).suffix
        meant = closest(inside, (name for name in known if name.endswith(ending)))
        if meant is not None:
            return Misspelt(f"{self.name}:{inside}", f"{self.name}:{meant}")
        return FileNotFoundError(2, f"{self.name} {self.distribution.version} has no such file")


def _is_editable(owner: Distribution) -> bool:
    return '"editable": true' in (owner.read_text("direct_url.json") or "")
