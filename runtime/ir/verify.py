"""What is legal in a module, stated once. It runs on every load of a bundle, and after every pass in the tests.

- Shape: the models of this package; names are ASCII identifiers of at most 120 characters, patterns are matched in
  linear time (`patterns`), nothing is nested too deep or too large (`limits`).
- Names: no two declarations of one name, also not where Python's letters or keywords would make them one; entities
  begin with a capital letter; every entity, field, error, function, builtin and variable that is named is there, and
  functions are called by those below them only, so that nothing calls itself.
- Writes: a tool writes the entities that it declares, gives an insert every field once, never changes a key; fails
  with the errors that it declares, with the arguments that these have; only a scaled tool calls its base tool.
- Links: a link leads to an entity with a key of one part that is, at the end, no link.
- Values: `typecheck` says what they can do.
- Work: `cost` says that no call takes too long, which also finds a variable that is used before it is bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel

from . import expressions as ir
from .cost.limit import endless
from .limits import expression_size_problem, size_problem
from .tools import Entity, Extern, Param, Tool, ToolModule, helpers
from .typecheck import expression_problems, type_problems
from .types import DatetimeType, DateType, IntType, ListType, OptionalType, RowType, StrType

_CALLS_A_ROW: Final = (StrType, IntType, DateType, DatetimeType)
RESERVED_ENTITY_NAMES = frozenset({"None", "True", "False"})


def problems(module: ToolModule, builtins: frozenset[str]) -> list[str]:
    """What is illegal in *module*, empty where nothing is; *builtins* are the names that a body may call."""
    if too_large := size_problem(module):
        return [too_large]
    if found := list(_Verifier(module, builtins).module_problems()):
        return found
    if excess := endless(module):
        return [excess.said]
    return list(type_problems(module))


def goal_problems(
    module: ToolModule, goal: ir.Expr, builtins: frozenset[str], variables: Collection[str] = ()
) -> list[str]:
    """What is illegal in a task's goal or answer, an expression over *variables* and the world of *module*."""
    if too_large := expression_size_problem(goal):
        return [too_large]
    found = list(_Verifier(module, builtins).goal_problems(goal, variables))
    return found or expression_problems(module, goal, variables)


_PLAIN: Final = frozenset({str, int, float, bool, type(None)})
"""What most of a node's parts are that are no nodes."""


def walk(node: BaseModel) -> Iterator[BaseModel]:
    """*node* and all nodes below it, each before those below it."""
    left = [node]
    while left:
        node = left.pop()
        yield node
        below: list[BaseModel] = []
        for value in node.__dict__.values():
            if type(value) in _PLAIN:
                continue
            if isinstance(value, tuple):
                below += [part for part in value if type(part) not in _PLAIN and isinstance(part, BaseModel)]
            elif isinstance(value, BaseModel):
                below.append(value)
        left += reversed(below)


def _extern(extern: Extern) -> Iterator[str]:
    names = [param.name for param in extern.params]
    if len({*names}) < len(names):
        yield f"extern function {extern.name}: two parameters of one name"
    if any(isinstance(node, RowType) for part in (extern.result, *extern.params) for node in walk(part)):
        yield f"extern function {extern.name}: it sees plain values, no rows"


def _distinct(place: str, params: Sequence[Param]) -> Iterator[str]:
    if len({param.name for param in params}) < len(params):
        yield f"{place}: two parameters of one name"


def _rows_named(tool: Tool) -> Iterator[str]:
    """Entities whose rows *tool* takes or gives."""
    for part in (tool.result, *(param.value for param in tool.params)):
        yield from (node.entity for node in walk(part) if isinstance(node, RowType))


def _circle(entities: Sequence[Entity]) -> str | None:
    """An entity whose key is a link that leads back to it."""
    leads = {}
    for entity in entities:
        first = next((f.value for f in entity.fields if f.name == entity.key[0]), None)
        target = first.item if isinstance(first, OptionalType | ListType) else first
        if isinstance(target, RowType):
            leads[entity.name] = target.entity
    for start in leads:
        at, seen = start, set[str]()
        while at in leads and at not in seen:
            seen.add(at)
            at = leads[at]
        if at in seen:
            return at
    return None


class _Verifier:
    def __init__(self, module: ToolModule, builtins: frozenset[str]) -> None:
        self._module = module
        self._builtins = builtins
        self._entities: Mapping[str, Entity] = {entity.name: entity for entity in module.entities}
        self._errors = {error.name: error for error in module.errors}
        self._functions: dict[str, int] = {}
        self._externs: dict[str, int] = {}
        """Those that may be called where the verifier is: in tools, nowhere else."""
        self._writes: tuple[str, ...] = ()
        self._fails: tuple[str, ...] | None = None

    def module_problems(self) -> Iterator[str]:
        m = self._module
        declared = [*(e.name for e in m.errors), *(f.name for f in helpers(m)), *(t.name for t in m.tools)]
        for kind, names in (("entities", [e.name for e in m.entities]), ("declarations", declared)):
            yield from (f"two {kind} are called {n}" for n, count in sorted(Counter(names).items()) if count > 1)
        if circle := _circle(m.entities):
            yield f"the key of {circle} leads to itself, link after link"
        for error in m.errors:
            yield from _distinct(f"error {error.name}", error.params)
            yield from self._within(f"error {error.name}", (error.message,), error.params)
        for function in m.functions:
            yield from _distinct(f"function {function.name}", function.params)
            yield from self._within(f"function {function.name}", (function.value,), function.params)
            self._functions[function.name] = len(function.params)
        for entity in m.entities:
            yield from self._entity(entity)
        for extern in m.externs:
            yield from _extern(extern)
        self._externs = {extern.name: len(extern.params) for extern in m.externs}
        for tool in m.tools:
            self._writes, self._fails = tool.writes, tool.fails
            place = f"tool {tool.name}"
            yield from (f"{place}: no entity {n}" for n in tool.writes if n not in self._entities)
            yield from (f"{place}: no error {n}" for n in tool.fails if n not in self._errors)
            yield from (f"{place}: no entity {n}" for n in _rows_named(tool) if n not in self._entities)
            if tool.core is not None:
                yield from _distinct(f"{place} (base)", tool.core.params)
                yield from self._within(f"{place} (base)", tool.core.body, tool.core.params)
            yield from self._within(place, tool.body, tool.params, core=tool.core.params if tool.core else None)
        yield from (f"no tool {n}" for n in m.distractors if n not in {tool.name for tool in m.tools})

    def goal_problems(self, goal: ir.Expr, variables: Collection[str]) -> Iterator[str]:
        self._functions = {function.name: len(function.params) for function in self._module.functions}
        yield from self._within("the answer" if variables else "the goal", (goal,), (), extra=variables)

    def _entity(self, entity: Entity) -> Iterator[str]:
        place = f"entity {entity.name}"
        fields = {f.name: f.value for f in entity.fields}
        if not entity.name[0].isupper() or entity.name in RESERVED_ENTITY_NAMES:
            yield f"{place}: the name of an entity begins with a capital letter"
        if len(fields) < len(entity.fields):
            yield f"{place}: two fields of one name"
        for name in entity.key:
            if name not in fields:
                yield f"{place}: the key {name} is no field"
        if entity.label is not None and not isinstance(fields.get(entity.label), _CALLS_A_ROW):
            yield f"{place}: the label {entity.label} is no field with texts, whole numbers or dates"
        for name, type_ in fields.items():
            target = type_.item if isinstance(type_, OptionalType) else type_
            if isinstance(target, RowType):
                if target.entity not in self._entities:
                    yield f"{place}: {name} links to no entity"
                elif len(self._entities[target.entity].key) > 1:
                    yield f"{place}: {name} links to an entity whose key has several parts"
        yield from self._within(place, entity.checks, (), extra=("row",))

    def _within(
        self,
        place: str,
        body: Sequence[BaseModel],
        params: Sequence[Param],
        core: Sequence[Param] | None = None,
        extra: Collection[str] = (),
    ) -> Iterator[str]:
        """What is wrong in the nodes of one body; variables need only be bound somewhere in it."""
        nodes = [node for part in body for node in walk(part)]
        bound = {p.name for p in params} | set(extra)
        for node in nodes:
            if isinstance(node, ir.Let | ir.For | ir.ForEach | ir.GroupBy) or (
                isinstance(node, ir.Insert | ir.Update) and node.name
            ):
                bound.add(str(node.name))
        for node in nodes:
            yield from (f"{place}: {problem}" for problem in self._node(node, bound, core))

    def _node(self, node: BaseModel, bound: set[str], core: Sequence[Param] | None) -> Iterator[str]:
        match node:
            case ir.Var(name=name) if name not in bound:
                yield f"no variable {name}"
            case ir.GroupBy(variables=variables):
                yield from (f"no variable {v}" for v in variables if v not in bound)
            case ir.Rows(entity=name) | ir.Find(entity=name) | ir.Follow(entity=name) | ir.NextId(entity=name):
                if name not in self._entities:
                    yield f"no entity {name}"
                elif isinstance(node, ir.Find) and len(node.key) != len(self._entities[name].key):
                    yield f"the key of {name} has {len(self._entities[name].key)} parts"
            case ir.Cell(entity=name, field=field):
                yield from self._fields(name, (field,))
            case ir.MapOf(entries=entries) if len({entry.key for entry in entries}) < len(entries):
                yield "a map with a key twice"
            case ir.Builtin(name=name) if name not in self._builtins:
                yield f"no builtin {name}"
            case ir.Apply(function=name, arguments=arguments):
                if self._functions.get(name) != len(arguments):
                    yield f"no function {name} with {len(arguments)} parameters is declared above"
            case ir.ApplyExtern(function=name, arguments=arguments):
                if self._externs.get(name) != len(arguments):
                    yield f"no extern function {name} with {len(arguments)} parameters can be called here"
            case ir.Core(arguments=arguments):
                if core is None or {a.name for a in arguments} != {p.name for p in core}:
                    yield "a base call that does not fit the base tool"
            case ir.OrFail() | ir.Require() | ir.Fail():
                yield from self._failure(node.error, node.arguments)
            case ir.Insert(entity=name, fields=fields):
                yield from self._write(name, fields)
                if name in self._entities and len(fields) != len(self._entities[name].fields):
                    yield f"an insert of {name} gives every field once"
            case ir.Update(entity=name, fields=fields):
                yield from self._write(name, fields)
                if name in self._entities and {f.name for f in fields} & set(self._entities[name].key):
                    yield f"an update of {name} changes its key"
            case ir.Delete(entity=name):
                yield from self._write(name, ())

    def _failure(self, error: str, arguments: Sequence[ir.Entry]) -> Iterator[str]:
        if error not in self._errors or self._fails is None or error not in self._fails:
            yield f"{error} is no error that it declares"
        elif {a.name for a in arguments} != {p.name for p in self._errors[error].params}:
            yield f"{error} gets other arguments than it declares"

    def _write(self, entity: str, fields: Sequence[ir.Entry]) -> Iterator[str]:
        if entity not in self._writes:
            yield f"{entity} is not among what it writes"
        yield from self._fields(entity, [f.name for f in fields])

    def _fields(self, entity: str, fields: Sequence[str]) -> Iterator[str]:
        if entity not in self._entities:
            yield f"no entity {entity}"
            return
        known: set[Any] = {f.name for f in self._entities[entity].fields}
        yield from (f"{entity} has no field {f}" for f in fields if f not in known)
        if len(set(fields)) < len(fields):
            yield f"a field of {entity} is given twice"
