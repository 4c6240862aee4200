"""Files as they were at a git revision; the `git` command is asked for them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import click

from toolwright.dsl.project.paths import package_of

from .disk import Disk


class Revision:
    """One commit of the repository that holds a file, as `toolwright.dsl.Files` wants it."""

    def __init__(self, name: str, near: Path) -> None:
        """The revision *name* (a branch, a tag, a hash) of the repository around *near*.

        Raises click.ClickException where there is no git, no repository, or no such revision.
        """
        folder = near.absolute()
        while not folder.is_dir():
            folder = folder.parent
        self.name = name
        self._folder = folder
        found = self._git("rev-parse", "--show-toplevel")
        if found is None:
            raise click.ClickException(f"{near} is in no git repository, so there is nothing to compare with")
        self._root = Path(found.decode().rstrip("\n")).resolve()
        commit = self._git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        if commit is None:
            raise click.ClickException(f"git knows no revision `{name}` here")
        self._commit = commit.decode().strip()
        self._disk = Disk()

    def read(self, path: str) -> bytes:
        """The bytes of a file; those of a package as it is installed now. Raises OSError, ModuleNotFoundError."""
        if package_of(path) is not None:
            return self._disk.read(path)
        content = self._git("cat-file", "blob", f"{self._commit}:{self._inside(Path(path))}")
        if content is None:
            raise FileNotFoundError(f"{path} is not there at `{self.name}`")
        return content

    def copy(self, path: Path, target: Path) -> Path:
        """Write the file or folder *path* as it was below *target*; gives its place.

        Raises click.ClickException where it was not there.
        """
        inside = self._inside(path)
        listed = self._git("ls-tree", "-r", "-z", "--name-only", "--full-tree", self._commit, "--", inside) or b""
        names = [name for name in listed.decode("utf-8", "surrogateescape").split("\0") if name]
        if not names:
            raise click.ClickException(f"{path} is not there at `{self.name}`")
        for name in names:
            content = self._git("cat-file", "blob", f"{self._commit}:{name}")
            place = target / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content or b"")
        return target / inside

    def _inside(self, path: Path) -> str:
        try:
            return path.resolve().relative_to(self._root).as_posix()
        except ValueError:
            raise click.ClickException(f"{path} is outside of the git repository {self._root.name}") from None

    def _git(self, *arguments: str) -> bytes | None:
        try:
            command = ["git", "-C", str(self._folder), *arguments]
            done = subprocess.run(command, capture_output=True, check=False)
        except FileNotFoundError:
            raise click.ClickException("this needs the `git` command, which is not installed") from None
        return done.stdout if done.returncode == 0 else None
