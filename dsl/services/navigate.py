"""From a use to its definition and back."""

from __future__ import annotations

from ..source import Span
from ..syntax import nodes
from .model import Definition, Index, Key, Kind, Use


def definition(index: Index, path: str, offset: int) -> Span | None:
    """Where what stands at *offset* gets its name; the path of an import leads to the beginning of the file.

    None for words of the language, and where nothing has a meaning.
    """
    use = index.at(path, offset)
    if use is not None:
        own = use.definition
        if own.kind is Kind.ALIAS and own.target is not None and not use.declares:
            own = own.target
        return own.span
    return _imported_file(index, path, offset)


def _imported_file(index: Index, path: str, offset: int) -> Span | None:
    for unit in index.analysis.units:
        for item in unit.module.items if unit.path == path else ():
            match item:
                case nodes.Import(_, _, named, span) | nodes.DataDecl(_, _, nodes.DataFile(span, named)):
                    if span.start <= offset <= span.end:
                        target = index.file(path, named)
                        return Span(target, 0, 0) if target is not None else None
                case _:
                    pass
    return None


def meant(index: Index, path: str, offset: int) -> Definition | None:
    """The definition that stands at *offset*, aliases left as they are."""
    use = index.at(path, offset)
    return use.definition if use is not None else None


def references(index: Index, key: Key) -> list[Use]:
    """Every use of the definition with *key* in this project, those under an alias among them."""
    aliases = {
        own.key
        for own in index.definitions.values()
        if own.kind is Kind.ALIAS and own.target is not None and own.target.key == key
    }
    wanted = {key, *aliases}
    return [use for uses in index.uses.values() for use in uses if use.definition.key in wanted]


def highlights(index: Index, path: str, offset: int) -> list[Use]:
    """The uses of what stands at *offset* in the same file."""
    own = meant(index, path, offset)
    return [] if own is None else [use for use in index.uses.get(path, ()) if use.definition.key == own.key]
