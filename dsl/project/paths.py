"""Paths as scenarios write them: relative to the file that names them, or into an installed Python package.

`"lib/geo.tool"` stands beside the file that says it; `"geo_worlds:europe/cities.tool"` is a file of the
installed package that Python imports as `geo_worlds`. The second form is how the file is called everywhere,
in findings, bundles and locks, so that nothing depends on where packages are installed.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import Final

# One letter would be a drive, and a slash behind the colon a web address.
_PACKAGED: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_]+):(?!/)")
_OTHER_NAME: Final = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]+):(?!/)")


@dataclass(frozen=True, slots=True)
class BadPath:
    """A path that may not be written so."""

    message: str
    help: str


def package_of(path: str) -> str | None:
    """The package whose file *path* is; None for a file of the project."""
    match = _PACKAGED.match(path)
    return match[1] if match else None


def inside_package(path: str) -> str:
    """The place of a packaged file in its package, with forward slashes."""
    return path.partition(":")[2]


def resolve(importer: str, path: str, folder: str) -> str | BadPath:
    """The full path of what the file *importer* calls *path*; *folder* is that of the scenario's file."""
    if not path or "\\" in path or "\0" in path:
        return BadPath("a path is written with forward slashes", _AS_IN)
    package = package_of(path)
    if package is not None:
        return _in_package(package, inside_package(path), path)
    other = _OTHER_NAME.match(path)
    if other is not None:
        top, _, rest = other[1].partition(".")
        meant = f"{top.replace('-', '_')}:{rest.replace('.', '/')}{'/' if rest else ''}{path[other.end() :]}"
        help_ = f"write `{meant}`" if package_of(meant) else _AS_IN
        return BadPath(f"`{other[1]}` is not the name that Python imports a package by", help_)
    if posixpath.isabs(path) or ":" in path.split("/", 1)[0]:
        return BadPath("a path is relative to the file that names it", _AS_IN)
    package = package_of(importer)
    if package is not None:
        return _in_package(package, posixpath.join(posixpath.dirname(inside_package(importer)), path), path)
    full = posixpath.normpath(posixpath.join(posixpath.dirname(importer), path))
    inside = relative(full, folder)
    if inside == ".." or inside.startswith("../.."):
        return BadPath(
            f"`{path}` leads out of the project", "files stand in the scenario's folder, or in a folder beside it"
        )
    return full


_AS_IN: Final = 'write it as in `"lib/geo.tool"`, or `"geo_worlds:cities.tool"` for a file of an installed package'


def _in_package(package: str, inside: str, path: str) -> str | BadPath:
    inside = posixpath.normpath(inside)
    if inside.split("/", 1)[0] in ("..", ".", ""):
        return BadPath(f"`{path}` leads out of the package `{package}`", "name a file inside the package")
    return f"{package}:{inside}"


def relative(path: str, folder: str) -> str:
    """*path* as seen from *folder*, packaged files as they are; both are normal and given from the same place."""
    if package_of(path) is not None:
        return path
    there = [part for part in path.split("/") if part not in ("", ".")]
    here = [part for part in folder.split("/") if part not in ("", ".")]
    common = 0
    while common < min(len(there), len(here)) and there[common] == here[common]:
        common += 1
    return "/".join([*[".."] * (len(here) - common), *there[common:]])


def from_importer(importer: str, path: str) -> str:
    """How the file *importer* names the file at *path*."""
    package = package_of(importer)
    if package is not None and package_of(path) == package:
        return relative(inside_package(path), posixpath.dirname(inside_package(importer)))
    return relative(path, posixpath.dirname(importer))
