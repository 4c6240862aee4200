"""Tools that are equal but for names and constants: the constants become parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from toolwright.runtime.arguments import compile_validator
from toolwright.runtime.errors import CallError
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Param, Tool
from toolwright.runtime.ir.types import BoolType, EnumType, FloatType, IntType, OptionalType, StrType

from ..document.naming import described, unused
from ..document.uses import Use, World, param_doc, param_name, use_of
from ..terms import bound, rename
from .generalise import Leaf, apart, generalised
from .merge import Fixed, Merge, Passed, Source, Translation
from .types import joined


def merged(tools: Sequence[Tool], world: World, free: Callable[[Sequence[str]], str]) -> tuple[Tool, Merge] | None:
    """One tool for *tools* that have one skeleton, or None where their types do not allow it."""
    parts = [apart(tool, world.entities) for tool in tools]
    found = generalised(parts)
    result = joined([tool.result for tool in tools])
    params = [_Hole(tools, leaves, world) for leaves in found.variables]
    types = [hole.type() for hole in params]
    if result is None or None in types or not _same_defaults(params):
        return None
    temporary = {f"G{number}": hole for number, hole in enumerate(params)}
    uses = {name: use_of(name, found.body, world) for name in temporary}
    names: dict[str, str] = {}
    for name, hole in temporary.items():
        names[name] = unused(hole.name(uses[name]), names.values())
    inner: dict[str, str] = {}
    for number, local in enumerate(_locals(tools[0])):
        taken = {*names.values(), *inner.values()}
        inner[f"V{number}"] = unused("row" if local in taken else local, taken)
    body = rename(found.body, names | inner)
    plain = all(isinstance(leaf.term, ir.Var) for leaves in found.variables for leaf in leaves)
    words = _words(tools, found.variables, {names[n]: use for n, use in uses.items()}, body, world, plain)
    tool = Tool(
        name=(name := free(words[0])),
        origin=name,
        doc=words[1],
        params=tuple(
            hole.param(names[place], type_, uses[place])
            for (place, hole), type_ in zip(temporary.items(), types, strict=True)
        ),
        result=result,
        fails=tools[0].fails,
        writes=tools[0].writes,
        body=body,
    )
    old = {
        each.name: Translation(name, {names[f"G{n}"]: _source(hole.leaves[i]) for n, hole in enumerate(params)})
        for i, each in enumerate(tools)
    }
    return tool, Merge("equal" if plain else "constant", old, name, _why(plain, temporary, names))


class _Hole:
    """A parameter of the merged tool in the making."""

    def __init__(self, tools: Sequence[Tool], leaves: tuple[Leaf, ...], world: World) -> None:
        self.leaves = leaves
        self._world = world
        by_name = [{p.name: p for p in tool.params} for tool in tools]
        self.given = [
            known[leaf.term.name] for known, leaf in zip(by_name, leaves, strict=True) if isinstance(leaf.term, ir.Var)
        ]
        self.constants = [leaf for leaf in leaves if isinstance(leaf.term, ir.Const)]

    def type(self) -> Any:
        """A type that takes every argument and every constant, None where there is none."""
        types = [p.value for p in self.given] + [self._of_constant(leaf) for leaf in self.constants]
        made = None if None in types else joined(types)
        values = [leaf.term.value for leaf in self.constants if isinstance(leaf.term, ir.Const)]
        if made is None or not all(_takes(made, value) for value in values):
            return None
        return made

    def _of_constant(self, leaf: Leaf) -> Any:
        value = leaf.term.value if isinstance(leaf.term, ir.Const) else None
        if leaf.field is None:
            return IntType(low=0) if isinstance(value, int) and not isinstance(value, bool) else None
        kind = self._world.use(*leaf.field).field.value
        kind = kind.item if isinstance(kind, OptionalType) else kind
        if isinstance(kind, EnumType | BoolType) or _takes(kind, value):
            return kind
        # A constant outside of the field's bounds is compared with it nevertheless.
        return type(kind)() if isinstance(kind, StrType | IntType | FloatType) else None

    def name(self, use: Use | None) -> str:
        """What the first tool calls it; where it was a constant, a name for its use."""
        if not self.constants:
            return self.given[0].name
        return param_name(use, "count", many=False)

    def param(self, name: str, type_: Any, use: Use | None) -> Param:
        """The parameter itself."""
        first = next(iter(self.given), None)
        if first is None:
            doc = "How many at most." if use is None else param_doc(use, name, False)
            return Param(name=name, value=type_, doc=doc)
        return Param(name=name, value=type_, doc=first.doc, required=first.required, default=first.default)


def _same_defaults(holes: Sequence[_Hole]) -> bool:
    """Whether what an old call leaves out may be left out of the new one, too."""
    for hole in holes:
        first = next(iter(hole.given), None)
        if first is None or (first.required and all(p.required for p in hole.given)):
            continue
        if hole.constants or any((p.required, p.default) != (first.required, first.default) for p in hole.given):
            return False
    return True


def _takes(type_: Any, value: Any) -> bool:
    validate = compile_validator((Param(name="value", value=type_),))
    return not isinstance(validate({"value": value}), CallError)


def _source(leaf: Leaf) -> Source:
    return Passed(leaf.term.name) if isinstance(leaf.term, ir.Var) else Fixed(leaf.term.value)


def _locals(tool: Tool) -> list[str]:
    params = {p.name for p in tool.params}
    return [name for name in bound(tool.body) if name not in params]


def _words(
    tools: Sequence[Tool],
    variables: Sequence[tuple[Leaf, ...]],
    uses: Mapping[str, Use | None],
    body: Sequence[Any],
    world: World,
    plain: bool,
) -> tuple[Sequence[str], str]:
    """Names and the description: those of an old tool that is as general, else words for the body."""
    for position, tool in enumerate(tools):
        terms = [leaves[position].term for leaves in variables]
        if plain or (all(isinstance(term, ir.Var) for term in terms) and len(set(terms)) == len(terms)):
            return (tool.name,), tool.doc
    if all(isinstance(s, ir.Let | ir.Return) for s in body) and not isinstance(body[-1].value, ir.RecordOf):
        words = described(uses, body, world)
        return words.names, words.doc
    shared = _shared([tool.name for tool in tools])
    by = " and ".join(f"`{name}`" for name in uses)
    docs = "; ".join(tool.doc.rstrip(". ") for tool in tools)
    return ([shared] if shared else []) + [tools[0].name], f"One of these, as {by} says: {docs}."


def _shared(names: Sequence[str]) -> str:
    """The words that all names have, in order."""
    first, *rest = [name.split("_") for name in names]
    return "_".join(word for word in first if all(word in other for other in rest))


def _why(plain: bool, holes: Mapping[str, _Hole], names: Mapping[str, str]) -> str:
    if plain:
        return "the bodies are equal but for names"
    varied = [f"`{names[name]}`" for name, hole in holes.items() if hole.constants]
    if not varied:
        return "one is a case of the other"
    what = "a constant" if len(varied) == 1 else "constants"
    return f"the bodies are equal but for {what}, now {' and '.join(varied)}"
