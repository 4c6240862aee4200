"""Bundles named on the command line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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
    """Bundles from paths, each once, by whichever paths it is named. Raises click.ClickException."""
    found: dict[str, Bundle] = {}
    for path in dict.fromkeys(paths):
        bundle = load(path)
        found.setdefault(bundle.id, bundle)
    return list(found.values())


def load_by_name(paths: Iterable[str], otherwise: str) -> dict[str, Bundle]:
    """Bundles from paths by their names, each once.

    Raises click.ClickException where two different ones have the same name, with the paths, and what to do *otherwise*.
    """
    found: dict[str, tuple[str, Bundle]] = {}
    for path in dict.fromkeys(paths):
        bundle = load(path)
        first, other = found.setdefault(bundle.name, (path, bundle))
        if other.id != bundle.id:
            said = f"two different bundles are called {bundle.name}: {first} and {path}"
            raise click.ClickException(f"{said}; {otherwise}")
    return {name: bundle for name, (_, bundle) in found.items()}


def shown_names(bundles: Sequence[Bundle]) -> dict[str, str]:
    """What each of *bundles* is called where they stand beside each other, by id: its name, and the beginning of its
    id behind that where another one, a version of the same scenario, has the name, too.
    """
    often = Counter(bundle.name for bundle in bundles)
    return {each.id: each.name if often[each.name] == 1 else f"{each.name} {each.id[:12]}" for each in bundles}


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
