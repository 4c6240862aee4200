"""Renaming: every place changed, and proof that nothing else did."""

from __future__ import annotations

import keyword
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from ..check import Analysis, analyse
from ..checking.extern import python_names
from ..checking.scope import MAX_NAME
from ..diagnostics import Diagnostic, Edit, Severity
from ..diagnostics.edits import applied
from ..project.files import Files
from ..project.paths import package_of
from ..source import Span
from ..syntax import nodes
from ..syntax.build_expr import RESERVED
from .bind import index as index_of
from .data_uses import data_uses
from .model import Definition, Index, Kind
from .navigate import meant

_NAME: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_]*[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Renamed:
    """What a rename changes."""

    edits: Mapping[str, tuple[Edit, ...]]
    """By path, in the order of the text."""
    warning: str | None = None
    """What follows from it besides; in one line."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why something is not renamed, in one line."""

    reason: str


@dataclass(frozen=True, slots=True)
class Renameable:
    """A name that can be changed."""

    span: Span
    name: str


def prepare(index: Index, path: str, offset: int) -> Renameable | Refused:
    """What a rename at *offset* would change."""
    use = index.at(path, offset)
    if use is None:
        return Refused("there is no name here that could be changed")
    own = use.definition
    if own.span is None:
        return Refused(f"`{own.name}` is a word of the language")
    package = package_of(own.span.source.name)
    if package is not None:
        return Refused(f"`{own.name}` is declared in the package `{package}`, which is not changed from here")
    return Renameable(use.span, own.name)


def rename(indexes: Sequence[Index], path: str, offset: int, name: str, files: Files) -> Renamed | Refused:
    """Call what stands at *offset* of the file at *path* by another *name*, in all projects of *indexes*.

    *indexes* are those that hold the file at *path*, as a library belongs to every scenario that imports it. The
    result is checked before it is given: where it would change what another name means, or make a finding, the
    rename is refused.
    """
    if not indexes:
        return Refused("this file belongs to no project")
    asked = prepare(indexes[0], path, offset)
    own = meant(indexes[0], path, offset)
    if isinstance(asked, Refused) or own is None:
        return asked if isinstance(asked, Refused) else Refused("there is no name here that could be changed")
    if problem := _not_a_name(name):
        return Refused(problem)
    if name == own.name:
        return Renamed({})
    if problem := _python_says(indexes, own, name):
        return Refused(problem)
    edits = _edits(indexes, own, name)
    unread = _unread(indexes, own)
    if unread is not None:
        return Refused(f"`{own.name}` also stands in a part of `{unread}` that cannot be read")
    if any(package_of(path) is not None for path in edits):
        return Refused(f"`{own.name}` is used in a package, which is not changed from here")
    changed = _Changed(files, edits)
    for index in indexes:
        if problem := _breaks(index, changed, edits):
            return Refused(problem)
    return Renamed(edits, _drawn_anew(indexes, own))


def _not_a_name(name: str) -> str | None:
    if not _NAME.fullmatch(name) or name[0].isdigit():
        return f"`{name}` is not a name: letters, digits and `_`, not at its ends, and no digit first"
    if name in RESERVED:
        return f"`{name}` is a reserved word"
    return f"a name has at most {MAX_NAME} characters" if len(name) > MAX_NAME else None


def _python_says(indexes: Sequence[Index], own: Definition, name: str) -> str | None:
    """Why an extern function or its parameter cannot have a *name*: the Python in its block says what it is."""
    extern = own if own.kind is Kind.EXTERN else own.owner
    if extern is None or extern.kind is not Kind.EXTERN:
        return None
    if keyword.iskeyword(name):
        return f"`{name}` is a keyword of Python, in which `{extern.name}` is written"
    units = chain.from_iterable(index.analysis.units for index in indexes)
    for item in chain.from_iterable(unit.items for unit in units):
        match item:
            case nodes.ExternDecl() if item.name.span == extern.span and name in dict(python_names(item)):
                return f"the Python of `{extern.name}` uses the name `{name}` already"
    return None


def _edits(indexes: Sequence[Index], own: Definition, name: str) -> dict[str, tuple[Edit, ...]]:
    found: dict[str, dict[int, Edit]] = {}
    for index in indexes:
        same = next((each for each in index.definitions.values() if each.key == own.key), own)
        for span in chain((use.span for use in index.uses_of(own.key)), data_uses(index, same)):
            found.setdefault(span.source.name, {}).setdefault(span.start, Edit(span, name))
    return {path: tuple(edit for _, edit in sorted(edits.items())) for path, edits in found.items()}


def _unread(indexes: Sequence[Index], own: Definition) -> str | None:
    """A file with the name in a declaration that does not parse: nobody knows what it means there."""
    word = re.compile(rf"\b{re.escape(own.name)}\b")
    for index in indexes:
        for unit in index.analysis.units:
            if unit.broken and any(word.search(text) for text in _between(unit.module)):
                return unit.path
    return None


def _between(module: nodes.Module) -> Iterator[str]:
    """What stands between the declarations of a file, comments too."""
    at, text = 0, module.span.source.text
    for item in sorted(module.items, key=lambda item: item.span.start):
        yield text[at : item.span.start]
        at = max(at, item.span.end)
    yield text[at:]


@dataclass(frozen=True, slots=True)
class _Changed:
    """Files as they are after the edits."""

    files: Files
    edits: Mapping[str, tuple[Edit, ...]]

    def read(self, path: str) -> bytes:
        """The content of *path*. Raises OSError."""
        edits = self.edits.get(path)
        return applied(edits[0].span.source.text, edits).encode() if edits else self.files.read(path)


def _breaks(index: Index, changed: Files, edits: Mapping[str, tuple[Edit, ...]]) -> str | None:
    """Why the project of *index* would be another one after the change; None where every name means the same."""
    root = next(unit.path for unit in index.analysis.units if unit.root)
    after = analyse(root, changed)
    new = _new_finding(index.analysis, after)
    if new is not None:
        line, _ = new.span.source.position(new.span.start)
        return f"that would break line {line} of `{new.span.source.name}`: {new.message}"
    moved = index_of(after)
    keys: dict[object, object] = {}
    for path, uses in index.uses.items():
        others = moved.uses.get(path, ())
        if len(others) != len(uses):
            return f"that would change what other names in `{path}` mean"
        for use, other in zip(uses, others, strict=True):
            if keys.setdefault(use.definition.key, other.definition.key) != other.definition.key:
                line, _ = use.span.source.position(use.span.start)
                return f"that would change what `{use.definition.name}` in line {line} of `{path}` means"
    return None if len(set(keys.values())) == len(keys) else "that would give one name to two things"


def _new_finding(before: Analysis, after: Analysis) -> Diagnostic | None:
    """The worst finding that was not there before."""
    known = Counter((d.code, d.span.source.name) for d in before.checked.diagnostics)
    new = []
    for found in after.checked.diagnostics:
        known[found.code, found.span.source.name] -= 1
        if known[found.code, found.span.source.name] < 0:
            new.append(found)
    return min(new, key=lambda d: d.severity is not Severity.ERROR, default=None)


def _drawn_anew(indexes: Sequence[Index], own: Definition) -> str | None:
    """A remark where cells are drawn from a hash in which the name stands."""
    entity = own if own.kind is Kind.ENTITY else own.owner if own.kind is Kind.FIELD else None
    for index in indexes if entity is not None else ():
        for unit in index.analysis.units:
            for item in unit.items:
                if isinstance(item, nodes.DataDecl) and isinstance(item.source, nodes.Generate):
                    decl = unit.scope.types.get(item.entity.text)
                    filled = index.definitions.get(decl) if decl is not None else None
                    if filled is not None and entity is not None and filled.key == entity.key:
                        return f"`{entity.name}` has generated rows: under another name they are drawn anew"
    return None
