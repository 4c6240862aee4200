"""What the language asks of whoever can read files; the language itself reads none."""

from __future__ import annotations

from typing import Protocol


class Files(Protocol):
    """Where files are read from."""

    def read(self, path: str) -> bytes:
        """The content of the file at *path*.

        A path has forward slashes and is given from where the scenario's own path is given, or it is
        `package:path/inside.tool` (see `paths.package_of`): a file of an installed Python package, which is
        found without running anything of that package.

        Raises OSError where there is no such file (`Misspelt` where another one was probably meant), and
        ModuleNotFoundError where the package is not installed.
        """
        ...


class Misspelt(FileNotFoundError):
    """There is no such file, and there is one whose name is close.

    Also raised where a disk that ignores the case of letters would give the file: elsewhere it would be missing.
    """

    def __init__(self, path: str, meant: str) -> None:
        """*path* was asked for; *meant* is the path of a file that exists."""
        super().__init__(2, "no such file or directory", path)
        self.meant = meant
