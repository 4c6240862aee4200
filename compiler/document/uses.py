"""How the parameters of a body are used, and what they are called and documented as for that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Entity, EntityField, Function
from toolwright.runtime.ir.types import DatetimeType, DateType, FloatType, IntType, RowType, StrType
from toolwright.runtime.ir.verify import walk

from ..english import SPEAKING, article, field_doc, field_noun, field_type, plural, sentence, snake, spaced

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
    role: str
    """What the entity's row is there: the field of a link that leads to it, or the entity."""


@dataclass(frozen=True)
class World:
    """What names and documents are made from: declarations, never rows."""

    entities: Mapping[str, Entity]
    functions: Mapping[str, Function]
    unsaid: frozenset[Any]
    """Constants that documents never say."""

    def use(self, entity: str, field: str, operator: str = "eq") -> Use:
        """A field as a use; a link is compared with the key of the row that it leads to."""
        owner = self.entities[entity]
        found = next(f for f in owner.fields if f.name == field)
        kind = field_type(found)
        if not isinstance(kind, RowType):
            return Use(owner, found, operator, owner.name)
        target = self.entities[kind.entity]
        return Use(target, next(f for f in target.fields if f.name == target.key[0]), operator, found.name)


def use_of(name: str, body: Sequence[Any], world: World, about: tuple[str, str] | None = None) -> Use | None:
    """What the variable *name* of *body* is compared with; else what it is *about* (entity and field), if anything."""
    uses = list(_uses(name, body, world))
    if not uses and about is not None:
        return world.use(*about)
    return next((use for use in uses if use.operator == "eq"), None) or next(iter(uses), None)


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
            case ir.Binary(operator="in" | "not_in", left=ir.Var(name=found), right=ir.Cell() as cell) if (
                found in items
            ):
                yield world.use(cell.entity, cell.field, "has")
            case ir.Binary(operator=operator, left=ir.Var(name=found), right=ir.Cell() as cell):
                if found in items and operator in _FLIPPED:
                    yield world.use(cell.entity, cell.field, _FLIPPED[operator])
            case ir.Find(entity=entity, key=key):
                for part, field in zip(key, world.entities[entity].key, strict=True):
                    if isinstance(part, ir.Var) and part.name in items:
                        yield world.use(entity, field)


def param_name(use: Use | None, word: str, many: bool) -> str:
    """The name of a parameter of this *use*, *word* where it has none; *many* says that it is a list."""
    if use is None:
        return snake(word)
    noun, thing = snake(field_noun(use.field)).replace(" ", "_"), snake(use.role)
    if use.operator in _BOUNDS:
        return f"{_BOUNDS[use.operator][is_date(use.field)]}_{noun}"
    if use.operator == "has":
        return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else f"{noun}_entry"
    if use.field.name in SPEAKING:
        noun = thing
    elif noun in _KEY_WORDS:
        noun = f"{thing}_{noun}"
    return plural(noun.replace("_", " ")).replace(" ", "_") if many or use.operator == "in" else noun


def param_doc(use: Use | None, name: str, many: bool) -> str:
    """The documentation of such a parameter."""
    if use is None:
        return sentence(f"The {spaced(name)} that is asked about")
    noun, thing = field_noun(use.field), spaced(use.role)
    if use.operator in _BOUNDS:
        said = _BOUNDS[use.operator][2 + is_date(use.field)]
        return f"Only {plural(thing)} with {article(noun)} {said} count."
    if use.operator == "has":
        return f"What is looked for among the {noun} of the {thing}."
    if use.operator == "in":
        return f"Only {plural(thing)} with one of these {plural(noun)} count."
    doc = field_doc(use.entity, use.field, use.role)
    if many:
        return doc.replace(f"the {thing}", f"each {thing}")
    return doc if not name.startswith("other_") else doc.replace(f"the {thing}", f"the other {thing}")


def given(use: Use | None, name: str) -> str:
    """How a description speaks of a parameter."""
    if use is not None and use.operator in _BOUNDS:
        return "the given day" if is_date(use.field) else "the given number"
    return f"the given {spaced(name)}"


def param_type(type_: Any, use: Use | None) -> Any:
    """A plain type takes the bounds of the field that it is compared with: nothing else can be equal to it."""
    if use is None or use.operator != "eq" or type_ not in (StrType(), IntType(), FloatType()):
        return type_
    kind = field_type(use.field)
    return kind if type(kind) is type(type_) else type_


def names_its_row(use: Use) -> bool:
    """Whether the parameter is that by which one speaks of a row."""
    return use.operator == "eq" and (use.field.name in SPEAKING or use.field.name in use.entity.key)


def is_date(field: EntityField) -> bool:
    kind = field_type(field)
    return isinstance(kind, DateType | DatetimeType)
