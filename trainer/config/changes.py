"""What sets a training file apart from the one that a run was started with."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from toolwright.dsl.diagnostics import Diagnostic, error

from .check import Written
from .models import Config
from .write import resolved, toml_value

_NOTHING: Final = "not said"


def changed(config: Config, written: Written, kept: str, run: str) -> list[Diagnostic]:
    """A finding for each setting of *config* that is another in *kept*, the text that the run in *run* was started
    with.
    """
    now = dict(_leaves((), tomllib.loads(resolved(config))))
    try:
        then = dict(_leaves((), tomllib.loads(kept)))
    except tomllib.TOMLDecodeError as problem:
        message = f"the file of the run in {run} is no TOML any more: {problem}"
        return [error("TW0919", written.key(()), message, help="begin another run with `-o`")]
    mend = "write what the run was started with, or begin another one with `-o`"
    return [
        error(
            "TW0906",
            written.value(path),
            f"`{'.'.join(path)}` is {_said(now, path)}, and the run in {run} was started with {_said(then, path)}",
            help=mend,
        )
        for path in dict.fromkeys([*now, *then])
        if _said(now, path) != _said(then, path)
    ]


def _leaves(path: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every setting of *table* with its path; a table without settings stands for itself."""
    for key, value in table.items():
        if isinstance(value, dict) and value:
            yield from _leaves((*path, key), value)
        else:
            yield (*path, key), value


def _said(settings: Mapping[tuple[str, ...], Any], path: tuple[str, ...]) -> str:
    return f"`{toml_value(settings[path])}`" if path in settings else _NOTHING
