"""What is being called around a place, and which of its parameters stands there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ..check import Analysis
from ..checking.builtins import BUILTINS
from ..data.generate.generators import GENERATORS
from ..source import Source
from ..syntax import nodes
from ..syntax.walk import walk
from .bind import index
from .model import Definition, Index, Kind
from .spelling import field, one_line
from .words import Group, written


@dataclass(frozen=True, slots=True)
class Signature:
    """A call in the language."""

    label: str
    """How it is called, with all parameters."""
    doc: str
    parameters: tuple[tuple[str, str], ...]
    """Each as it stands in *label*, with what it is."""
    active: int | None
    """The parameter that is being written; None where there is none."""


_WRITTEN: Final = ("", "zz", "zz)", "zz)\n}")
"""What may have to stand at the place for a call that is being written to be read."""


def signature(analyse: Callable[[str], Analysis], source: Source, offset: int) -> Signature | None:
    """The innermost call whose brackets hold *offset* of *source*; None where nothing known is called.

    *analyse* says what is known if the file had a text.
    """
    text = source.text
    for more in _WRITTEN:
        found = _at(index(analyse(text[:offset] + more + text[offset:])), source.name, offset)
        if found is not None:
            return found
    return None


def _at(project: Index, path: str, offset: int) -> Signature | None:
    found: nodes.Call | nodes.Failure | None = None
    for unit in project.analysis.units:
        for item in unit.module.items if unit.path == path else ():
            for node in walk(item) if item.span.start <= offset <= item.span.end else ():
                if isinstance(node, nodes.Call | nodes.Failure) and _called(node).span.end < offset < node.span.end:
                    found = node
    if found is None:
        return None
    use = project.at(path, _called(found).span.start)
    return _signature(use.definition, found, offset) if use is not None else None


def _called(node: nodes.Call | nodes.Failure) -> nodes.Ident:
    return node.function if isinstance(node, nodes.Call) else node.error


def _signature(own: Definition, node: nodes.Call | nodes.Failure, offset: int) -> Signature | None:
    if own.kind is Kind.ALIAS and own.target is not None:
        own = own.target
    if own.group == Group.BUILTIN:
        row = BUILTINS[own.name]
        parameters = tuple((name, type_) for name, type_ in zip(row.params, row.takes, strict=True))
        return Signature(row.signature, own.doc, parameters, _active(list(row.params), node, offset))
    if own.group == Group.GENERATOR:
        generator = GENERATORS[own.name]
        parameters = tuple((param.name, param.doc) for param in generator.params)
        return Signature(written(own), own.doc, parameters, _active([name for name, _ in parameters], node, offset))
    declared = own.node
    if not isinstance(declared, nodes.ToolDecl | nodes.FnDecl | nodes.ExternDecl | nodes.ErrorDecl):
        return None
    shown = [field(param) for param in declared.params]
    result = "" if isinstance(declared, nodes.ErrorDecl) else f" -> {one_line(declared.result)}"
    doc = None if isinstance(declared, nodes.ErrorDecl) else declared.doc
    docs = [param.doc.text.strip() if param.doc else "" for param in declared.params]
    active = _active([param.name.text for param in declared.params], node, offset)
    return Signature(
        f"{declared.name.text}({', '.join(shown)}){result}",
        doc.text.strip() if doc else "",
        tuple(zip(shown, docs, strict=True)),
        active,
    )


def _active(names: list[str], node: nodes.Call | nodes.Failure, offset: int) -> int | None:
    """Position among *names* of the argument at *offset*: the one that it names, else the one that is next in order."""
    position = 0
    for number, arg in enumerate(node.args):
        if offset <= arg.span.end:
            break
        # Behind an argument, a comma says that the next one is being written.
        rest = node.span.source.text[arg.span.end : offset]
        position = number + 1 if "," in rest else number
    if position < len(node.args) and (name := node.args[position].name) is not None:
        return names.index(name.text) if name.text in names else None
    return position if position < len(names) else None
