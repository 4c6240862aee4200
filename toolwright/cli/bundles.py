"""Bundles named on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

import click

from toolwright.runtime import Bundle, BundleError, Environment
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


def environment(bundle: Bundle, level: str, pooled: bool = False) -> Environment:
    """One level of a bundle, ready to run; its episodes may share processes of extern functions.

    Raises click.ClickException.
    """
    try:
        return bundle.environment(level, pooled=pooled)
    except BundleError as problem:
        raise click.ClickException(str(problem)) from None


def task_named(name: str, tasks: Iterable[str]) -> str:
    """The task of that id, or the first of that family. Raises click.ClickException, with what may be meant."""
    ids = list(tasks)
    chosen = next((each for each in ids if name in (each, each.partition("/")[0])), None)
    if chosen is None:
        close = get_close_matches(name, ids, 1)
        hint = f"did you mean {close[0]}?" if close else f"the first is {ids[0]}"
        raise click.ClickException(f"there is no task {name}; {hint}")
    return chosen


def of_files(files: Mapping[str, bytes]) -> Bundle:
    """A bundle that was made in memory; *files* by path, the manifest among them."""
    rest = dict(files)
    return Bundle(Manifest.model_validate(json.loads(rest.pop("manifest.json"))), rest)
