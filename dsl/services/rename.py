"""Another name for something: where it stands, and why it may not be changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ..diagnostics import Edit
from ..diagnostics.edits import applied
from ..project.paths import package_of
from .model import Definition, Index, Key, Kind, Use

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Refused:
    """Why something is not renamed, for the author."""

    reason: str


def target(use: Use) -> Definition | Refused:
    """What would be renamed at *use*."""
    own = use.definition
    if own.span is None:
        return Refused(f"`{own.name}` is a word of the language")
    if package_of(own.span.source.name):
        return Refused(f"`{own.name}` is declared in `{own.span.source.name}`, which is not a file of this project")
    if own.kind is Kind.PARAMETER and own.owner is not None and own.owner.kind is Kind.EXTERN:
        return Refused(f"the Python code of `{own.owner.name}` uses this name")
    if own.kind is Kind.EXTERN:
        return Refused(f"the Python code of `{own.name}` defines it under this name")
    return own


def edits(indexes: Iterable[Index], key: Key, name: str) -> tuple[Edit, ...] | Refused:
    """What gives *name* to what has *key*, in all files of the projects with *indexes*."""
    if not _NAME.fullmatch(name) or name.endswith("_"):
        return Refused(f"`{name}` is not a name: letters, digits and `_` inside, a letter first")
    found: dict[tuple[str, int], Edit] = {}
    for index in indexes:
        for use in index.uses_of(key):
            span = use.span
            if span.text != use.definition.name:
                return Refused(f"`{span.text}` stands for `{use.definition.name}` in `{span.source.name}`")
            found.setdefault((span.source.name, span.start), Edit(span, name))
    return tuple(found.values())


def changed(changes: Iterable[Edit]) -> Mapping[str, str]:
    """The texts of the files that *changes* are in, with them carried out, by path."""
    files: dict[str, list[Edit]] = {}
    for edit in changes:
        files.setdefault(edit.span.source.name, []).append(edit)
    return {path: applied(some[0].span.source.text, some) for path, some in files.items()}
