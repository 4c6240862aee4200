"""Bundles named on the command line."""

from __future__ import annotations

from collections.abc import Iterable

import click

from toolwright.runtime import Bundle, BundleError


def load(path: str) -> Bundle:
    """A bundle from a path. Raises click.ClickException."""
    try:
        return Bundle.load(path)
    except BundleError as problem:
        raise click.ClickException(str(problem)) from None


def load_all(paths: Iterable[str]) -> list[Bundle]:
    """Bundles from paths, each once. Raises click.ClickException."""
    return [load(path) for path in dict.fromkeys(paths)]
