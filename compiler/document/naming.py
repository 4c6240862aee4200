"""Names and documents of derived tools: a draft becomes a tool that reads as if a person had written it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Entity, EntityField, Function, Param, Tool
from toolwright.runtime.ir.types import DatetimeType, DateType, EnumType, FloatType, IntType, OptionalType, StrType
from toolwright.runtime.ir.verify import walk

from ..terms import bound, rename, rewrite
from .derive import Draft, Parameter
from .english import SPEAKING, field_doc, field_noun, plural, sentence, snake, spaced, with_article
from .wording import Wording, is_lookup

LONGEST_NAME = 60
_FLIPPED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq"}
_BOUNDS = {
    "ge": ("min", "earliest", "of at least this", "on this day or later"),
    "gt": ("above", "after", "above this", "after this day"),
    "le": ("max", "latest", "of at most this", "on this day or earlier"),
    "lt": ("below", "before", "below this", "before this day"),
}
_KEY_WORDS = ("id", "key", "code", "number", "no", "nr", "ref", "uid")


@dataclass(frozen=True)
class Use:
    """How a value is used in a body: compared with a field by an operator."""

    entity: Entity
    field: EntityField
    operator: str


@dataclass(frozen=True)
class World:
    """What names and documents are made from: declarations, never rows."""

    entities: Mapping[str, Entity]
    functions: Mapping[str, Function]

    def use(self, entity: str, field: str, operator: str = "eq") -> Use:
        """A field as a use."""
        owner = self.entities[entity]
        return Use(owner, next(f for f in owner.fields if f.name == field), operator)


def finished(draft: Draft, world: World, fails: Mapping[str, str], free: Callable[[Sequence[str]], str]) -> Tool:
    """*draft* as a tool; *fails* are the declared names of its errors, *free* picks a name that is still free."""
    body = (*draft.found, ir.Return(value=draft.value))
    uses = {name: _use(name, body, parameter, world) for name, parameter in draft.parameters.items()}
    names: dict[str, str] = {}
    for name, parameter in draft.parameters.items():
        names[name] = _unused(_param_name(uses[name], parameter), names.values())
    names |= _inner_names(draft, body, set(names.values()))
    body = _with_errors((*rename(body, names),), fails)
    params = tuple(
        Param(
            name=names[name],
            value=_param_type(parameter.type, uses[name]),
            doc=_param_doc(uses[name], names[name], parameter.type.type == "list"),
        )
        for name, parameter in draft.parameters.items()
    )
    known = {names[name]: _given(uses[name], names[name]) for name in draft.parameters}
    rows = {names[name]: entity for name, entity in draft.rows.items()}
    found = _found_phrases(rows, body)
    words = Wording(world.entities, world.functions, known | found, rows)
    value: Any = rename(draft.value, names)
    shown = _written_out(value, body)
    base = "_".join(part for word in words.name(shown) for part in word.split("_"))
    others = [snake(use.field.name) for use in uses.values() if use and not _names_its_row(use)]
    by = others or [snake(use.field.name) for use in uses.values() if use]
    return Tool(
        name=(name := free([base, *([f"{base}_by_{'_and_'.join(dict.fromkeys(by))}"] if by else [])])),
        origin=name,
        doc=_doc(words.phrase(_written_out(value, body, keep=found)), shown, world),
        params=params,
        result=_result_type(draft.result),
        fails=tuple(sorted(fails[error] for error in draft.errors)),
        body=body,
    )


# ------------------------------------------------------------------ parameters


def _use(name: str, body: Sequence[Any], parameter: Parameter, world: World) -> Use | None:
    uses = list(_uses(name, body, world))
    equal = next((use for use in uses if use.operator == "eq"), None)
    if equal is None and parameter.about is not None and not uses:
        return world.use(*parameter.about)
    return equal or next(iter(uses), None)


def _uses(name: str, body: Sequence[Any], world: World) -> Iterator[Use]:
    """The fields that the variable *name* is compared with in *body*."""
    items = {name}
    for node in (node for part in body for node in walk(part)):
        match node:
            case ir.ForEach(name=item, source=ir.Var(name=source)) if source == name:
                items.add(item)
            case ir.Binary(operator=operator, left=ir.Cell() as cell, right=ir.Var(name=found)):
                if found in items and operator in (*_FLIPPED, "in"):
                    yield world.use(cell.entity, cell.field, operator)
            case ir.Binary(operator=operator, left=ir.Var(name=found), right=ir.Cell() as cell):
                if found in items and operator in _FLIPPED:
                    yield world.use(cell.entity, cell.field, _FLIPPED[operator])
            case ir.Find(entity=entity, key=key):
                for part, field in zip(key, world.entities[entity].key, strict=True):
                    if isinstance(part, ir.Var) and part.name in items:
                        yield world.use(entity, field)


def _param_name(use: Use | None, parameter: Parameter) -> str:
    if use is None:
        return snake(parameter.word)
    noun, thing = snake(field_noun(use.field)).replace(" ", "_"), snake(use.entity.name)
    if use.operator in _BOUNDS:
        return f"{_BOUNDS[use.operator][_is_date(use.field)]}_{noun}"
    if use.field.name in SPEAKING:
        noun = thing
    elif noun in _KEY_WORDS:
        noun = f"{thing}_{noun}"
    many = use.operator == "in" or parameter.type.type == "list"
    return plural(noun.replace("_", " ")).replace(" ", "_") if many else noun


def _param_doc(use: Use | None, name: str, many: bool) -> str:
    if use is None:
        return sentence(f"The {spaced(name)} that is asked about")
    noun, thing = field_noun(use.field), spaced(use.entity.name)
    if use.operator in _BOUNDS:
        said = _BOUNDS[use.operator][2 + _is_date(use.field)]
        return f"Only {plural(thing)} with {with_article(noun)} {said} count."
    if use.operator == "in":
        return f"Only {plural(thing)} with one of these {plural(noun)} count."
    doc = field_doc(use.entity, use.field)
    if many:
        return doc.replace(f"the {thing}", f"each {thing}")
    return doc if not name.startswith("other_") else doc.replace(f"the {thing}", f"the other {thing}")


def _given(use: Use | None, name: str) -> str:
    """How a description speaks of a parameter."""
    if use is not None and use.operator in _BOUNDS:
        return "the given day" if _is_date(use.field) else "the given number"
    return f"the given {spaced(name)}"


def _param_type(type_: Any, use: Use | None) -> Any:
    """A plain type takes the bounds of the field that it is compared with: nothing else can be equal to it."""
    if use is None or use.operator != "eq" or type_ not in (StrType(), IntType(), FloatType()):
        return type_
    kind = use.field.value.item if isinstance(use.field.value, OptionalType) else use.field.value
    return kind if type(kind) is type(type_) else type_


def _result_type(type_: Any) -> Any:
    # The members of an enum would name the answer in the document.
    return StrType() if isinstance(type_, EnumType) else type_


def _names_its_row(use: Use) -> bool:
    return use.operator == "eq" and (use.field.name in SPEAKING or use.field.name in use.entity.key)


def _is_date(field: EntityField) -> bool:
    kind = field.value.item if isinstance(field.value, OptionalType) else field.value
    return isinstance(kind, DateType | DatetimeType)


# ------------------------------------------------------------------ variables and errors


def _inner_names(draft: Draft, body: Sequence[Any], params: Collection[str]) -> dict[str, str]:
    """Names for what a body binds: found rows, and loop variables that would hide a parameter."""
    names: dict[str, str] = {}
    taken = {*params, *(name for name in bound(body) if name[0].islower())}
    for name in bound(body):
        word = {"F": "found", "R": "row", "E": "each"}.get(name[0], "row") if name[1:].isdigit() else name
        if name in draft.rows or name in params or word != name:
            names[name] = _unused("row" if name in params else word, taken)
            taken.add(names[name])
    return names


def _unused(name: str, taken: Collection[str]) -> str:
    if name not in taken:
        return name
    if f"other_{name}" not in taken and name not in ("found", "row", "each"):
        return f"other_{name}"
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"


def _with_errors(body: Sequence[Any], fails: Mapping[str, str]) -> tuple[Any, ...]:
    def change(node: Any) -> Any:
        return node.model_copy(update={"error": fails[node.error]}) if isinstance(node, ir.OrFail) else node

    return tuple(rewrite(tuple(body), change))


# ------------------------------------------------------------------ words


def _found_phrases(rows: Mapping[str, str], body: Sequence[Any]) -> dict[str, str]:
    """Phrases for rows that are looked up by their values: `a city`, and `another city` for the second one."""
    phrases: dict[str, str] = {}
    found = {s.name for s in body if isinstance(s, ir.Let) and isinstance(s.value, ir.OrFail) and is_lookup(s.value)}
    for name, entity in rows.items():
        if name in found:
            phrase = with_article(spaced(entity))
            phrases[name] = phrase if phrase not in phrases.values() else f"another {spaced(entity)}"
    return phrases


def _written_out(value: Any, body: Sequence[Any], keep: Collection[str] = ()) -> Any:
    """*value* with the rows that were looked up before in the place of their names, but for those of *keep*."""
    lets = {s.name: s.value for s in body if isinstance(s, ir.Let) and s.name not in keep}

    def change(node: Any) -> Any:
        return lets.get(node.name, node) if isinstance(node, ir.Var) else node

    return rewrite(value, change)


def _doc(phrase: str, value: Any, world: World) -> str:
    """The description: what is computed, and what the documentation says of the field that is shown."""
    value = value.value if isinstance(value, ir.OrFail) else value
    said = sentence(phrase)
    if isinstance(value, ir.Cell):
        doc = world.use(value.entity, value.field).field.doc.rstrip(". ")
        if doc and doc.casefold() not in said.casefold():
            said = f"{said[:-1]}: {sentence(doc)}"
    return said
