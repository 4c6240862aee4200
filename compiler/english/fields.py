"""How the fields of an entity are called, from their names, types and documentation."""

from __future__ import annotations

import re

from toolwright.runtime.ir.tools import Entity, EntityField
from toolwright.runtime.ir.types import DatetimeType, DateType, FloatType, IntType, OptionalType, RowType, Type

from .nouns import capital, is_person, plain_start, sentence, spaced
from .verbs import Verb, as_verb, is_participle

SPEAKING = ("name", "title", "label")
"""Fields that stand for their row: of `country.name` one says "the country"."""
MOMENT = re.compile(r"(day|date|year|time|moment)\b", re.IGNORECASE)
"""How documentation of a verb's moment begins that adds nothing to `the date on which`."""
_YEAR = re.compile(r"Year( of [a-z]+){1,2}\.?")
"""Documentation that is short enough to stand for a name."""
_CLAUSE = re.compile(r"(how|when|where|whether|what|which|who)\b", re.IGNORECASE)
_EXPLAINED = re.compile(
    r"[,:;(.]| (that|which|who|where|in|of (an?|the|its|this)|so far|when|until) |\b(its|their)\b|(so far|now|today)$",
    re.I,
)
"""Documentation that says more than what a field is called."""


def field_of(entity: Entity, name: str) -> EntityField:
    """The field of this name, which must be there."""
    return next(field for field in entity.fields if field.name == name)


def field_type(field: EntityField) -> Type:
    """The type of a field where it is not null."""
    return field.value.item if isinstance(field.value, OptionalType) else field.value


def field_noun(field: EntityField) -> str:
    """A field in words, without the unit that its name may end in: `max_depth_m` is a max depth.

    A number whose name says what was done is no noun: `paid_eur` is an amount paid, `built` a `Year of launch`.
    """
    kind = field_type(field)
    if not isinstance(kind, IntType | FloatType):
        return spaced(field.name)
    unit = kind.unit or ""
    name = field.name.removesuffix(f"_{unit.lower()}") or field.name
    if is_participle(name):
        if _YEAR.fullmatch(field.doc):
            return plain_start(field.doc.rstrip(". "))
        if unit not in ("", "year"):
            return f"amount {name}"
    return spaced(name)


def field_verb(field: EntityField) -> Verb | None:
    """A field whose name says what was done, or is done: `plays_at`, `published_on`, `founded`."""
    kind = field_type(field)
    if isinstance(kind, RowType):
        return as_verb(field.name.split("_"), moment=False)
    return as_verb(field.name.split("_"), moment=True) if isinstance(kind, DateType | DatetimeType) else None


def field_said(field: EntityField) -> str:
    """What the documentation of a field says, or its name in words, without a full stop."""
    return field.doc.rstrip(". ") or field_noun(field).capitalize()


def field_doc(entity: Entity, field: EntityField, role: str | None = None) -> str:
    """What a field of a row says, to be read alone (`English name of the city.`); *role* is what the row is there."""
    return field_doc_of(f"the {spaced(role or entity.name)}", field)


def field_doc_of(owner: str, field: EntityField) -> str:
    """The same of a row that is called *owner* (`the coach of a team`)."""
    is_verb = as_verb(field.name.split("_"), moment=True) is not None
    return doc_of(owner, field_said(field), "" if is_verb else field_noun(field))


def doc_of(owner: str, said: str, noun: str) -> str:
    """What *said* of a value means of *owner*; *noun* is what the value is called, empty where its name is no noun."""
    thing = owner.removeprefix("the ").removeprefix("an ").removeprefix("a ")
    if re.search(rf"(?i)\b{re.escape(thing)}\b", said):
        return sentence(said)
    if _CLAUSE.match(said):
        return f"Of {owner}: {plain_start(said)}."
    if not _EXPLAINED.search(said):
        return sentence(f"{said} of {owner}")
    if not noun or plain_start(said).startswith(noun):
        return f"Of {owner}: {plain_start(said)}."
    return f"{capital(noun)} of {owner}: {plain_start(said)}."


def led_to(link: EntityField, target: str, owner: str) -> str:
    """What a *link* of *owner* leads to, a row of *target*: `the coach of a team`, `the city in which Ann lives`."""
    verb, noun = field_verb(link), spaced(target)
    return f"the {verb.linked(noun, is_person(noun), owner)}" if verb else f"the {field_noun(link)} of {owner}"
