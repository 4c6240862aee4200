"""Bundles named on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import click

from toolwright.runtime import Bundle, BundleError
from toolwright.runtime.bundle import Manifest


def load(path: str) -> Bundle:
    """A bundle from a path. Raises click.ClickException."""
    try:
        return Bundle.load(path)
    except BundleError as problem:
        raise click.ClickException(str(problem)) from None


def load_all(paths: Iterable[str]) -> list[Bundle]:
    """Bundles from paths, each once. Raises click.ClickException."""
    return [load(path) for path in dict.fromkeys(paths)]


def of_files(files: Mapping[str, bytes]) -> Bundle:
    """A bundle that was made in memory; *files* by path, the manifest among them."""
    rest = dict(files)
    return Bundle(Manifest.model_validate(json.loads(rest.pop("manifest.json"))), rest)
