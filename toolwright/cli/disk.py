"""Specs on disk: the only place where the compiler's side reads files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from toolwright.dsl import Diagnostic, Severity
from toolwright.dsl.check import Checked, check


class Disk:
    """Reads files by the path that a scenario names, as `toolwright.dsl.Files` wants it."""

    def read(self, path: str) -> bytes:
        """The bytes of a file. Raises OSError."""
        return Path(path).read_bytes()


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
        elif path.is_file():
            found.append(path)
        else:
            raise click.ClickException(f"{text} does not exist")
    return list(dict.fromkeys(found))


def check_all(paths: Iterable[Path]) -> dict[Path, Checked]:
    """Check each file; what it imports is checked with it."""
    return {path: check(path.as_posix(), Disk()) for path in paths}


def all_diagnostics(checked: Iterable[Checked]) -> list[Diagnostic]:
    """What was found in all files, each finding once (a library may be checked with several scenarios)."""
    seen: dict[tuple[str, str, int, str], Diagnostic] = {}
    for one in checked:
        for d in one.diagnostics:
            seen.setdefault((d.code, d.span.source.name, d.span.start, d.message), d)
    return list(seen.values())


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether anything keeps a scenario from being built."""
    return any(d.severity == Severity.ERROR for d in diagnostics)
