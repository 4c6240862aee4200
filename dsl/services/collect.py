"""All definitions of a project, by the node that makes each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ..check import Analysis
from ..checking.fit import present
from ..checking.scope import Scope
from ..checking.types import List, Type
from ..syntax import nodes
from ..syntax.walk import children
from .model import Definition, Kind

_DECLARED: Final[Mapping[type[nodes.Node], Kind]] = {
    nodes.EnumDecl: Kind.ENUM,
    nodes.RecordDecl: Kind.RECORD,
    nodes.EntityDecl: Kind.ENTITY,
    nodes.ConstDecl: Kind.CONST,
    nodes.ErrorDecl: Kind.ERROR,
    nodes.FnDecl: Kind.FN,
    nodes.ExternDecl: Kind.EXTERN,
    nodes.ToolDecl: Kind.TOOL,
    nodes.TaskDecl: Kind.TASK,
    nodes.Level: Kind.LEVEL,
}
_CALLED: Final = (nodes.ToolDecl, nodes.FnDecl, nodes.ExternDecl, nodes.ErrorDecl)


def collect(analysis: Analysis) -> dict[nodes.Node, Definition]:
    """The definitions of all files; the variable of a fan-out is filed under its name's own node."""
    collector = _Collector(analysis.world.types)
    for unit in analysis.units:
        for item in unit.module.items:
            collector.walk(item)
    for unit in analysis.units:
        for item in unit.module.items:
            if isinstance(item, nodes.Import):
                collector.aliases(item, unit.scope)
    return collector.found


class _Collector:
    def __init__(self, types: Mapping[nodes.Node, Type]) -> None:
        self._types = types
        self.found: dict[nodes.Node, Definition] = {}

    def walk(self, item: nodes.Node) -> None:
        """Note what *item* and everything below it define; a deep tree is no danger to the stack."""
        waiting: list[tuple[nodes.Node, Definition | None]] = [(item, None)]
        while waiting:
            node, owner = waiting.pop()
            for own in self._defined(node, owner):
                assert own.node is not None
                self.found[own.node] = own
                owner = own if own.node is node else owner
            if isinstance(node, nodes.RecordTypeNode):
                owner = None
            waiting.extend((child, owner) for child in children(node))

    def aliases(self, item: nodes.Import, scope: Scope) -> None:
        """Note the names that an import gives."""
        for name in item.names:
            if name.alias is not None:
                decl = scope.types.get(name.alias.text) or scope.values.get(name.alias.text)
                target = self.found.get(decl) if decl is not None else None
                self.found[name] = Definition(Kind.ALIAS, name.alias.text, name.alias.span, name, target=target)

    def _defined(self, node: nodes.Node, owner: Definition | None) -> Iterator[Definition]:
        match node:
            case nodes.ScenarioDecl(_, name, library):
                yield Definition(Kind.LIBRARY if library else Kind.SCENARIO, name.text, name.span, node)
            case nodes.EnumMember(_, name):
                yield Definition(Kind.MEMBER, name.text, name.span, node, owner)
            case nodes.FieldNode(_, name):
                kind = Kind.PARAMETER if owner and isinstance(owner.node, _CALLED) else Kind.FIELD
                yield Definition(kind, name.text, name.span, node, owner)
            case nodes.Let(_, name, _, value):
                yield _variable_of(node, name, self._types.get(value))
            case nodes.For(_, name, source) | nodes.TestFor(_, name, source) | nodes.Each(_, name, source):
                yield _variable_of(node, name, _item(self._types.get(source)))
            case nodes.ForClause(_, name, source):
                yield _variable_of(node, name, _item(self._types.get(source)))
            case nodes.GroupClause(_, key, name):
                yield _variable_of(node, name, self._types.get(key))
            case nodes.Step(_, name, variable, source, call):
                found = self._types.get(call.value if isinstance(call, nodes.Derive) else call)
                if variable is not None and source is not None:
                    yield _variable_of(variable, variable, _item(self._types.get(source)))
                    found = List(found) if found is not None else None
                yield Definition(Kind.STEP, name.text, name.span, node, type=found)
            case _:
                declared = _DECLARED.get(type(node))
                ident = getattr(node, "name", None)
                if declared is not None and isinstance(ident, nodes.Ident):
                    yield Definition(declared, ident.text, ident.span, node)


def _variable_of(node: nodes.Node, name: nodes.Ident, type_: Type | None) -> Definition:
    return Definition(Kind.VARIABLE, name.text, name.span, node, type=type_)


def _item(type_: Type | None) -> Type | None:
    found = present(type_) if type_ is not None else None
    return found.item if isinstance(found, List) else None
