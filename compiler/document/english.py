"""Words of English from names and documentation of a spec."""

from __future__ import annotations

import re

from toolwright.runtime.ir.tools import Entity, EntityField
from toolwright.runtime.ir.types import FloatType, IntType, OptionalType

SPEAKING = ("name", "title", "label")
"""Fields that stand for their row: of `country.name` one says "the country"."""

_IRREGULAR = {
    "person": "people",
    "child": "children",
    "man": "men",
    "woman": "women",
    "foot": "feet",
    "tooth": "teeth",
    "mouse": "mice",
    "goose": "geese",
    "series": "series",
    "species": "species",
    "aircraft": "aircraft",
    "sheep": "sheep",
    "fish": "fish",
    "half": "halves",
    "leaf": "leaves",
    "life": "lives",
    "knife": "knives",
    "shelf": "shelves",
    "analysis": "analyses",
    "basis": "bases",
    "crisis": "crises",
}


def snake(name: str) -> str:
    """`OrderLine` as `order_line`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def spaced(name: str) -> str:
    """`OrderLine` and `order_line` as `order line`."""
    return snake(name).replace("_", " ")


def plural(noun: str) -> str:
    """The plural of a noun; of several words the last one's, or that before `of`."""
    head, of, rest = noun.partition(" of ")
    if of:
        return f"{plural(head)} of {rest}"
    *before, last = noun.split(" ")
    if last in _IRREGULAR:
        made = _IRREGULAR[last]
    elif re.search(r"([sxz]|ch|sh)$", last):
        made = last + "es"
    elif re.search(r"[^aeiou]y$", last):
        made = last[:-1] + "ies"
    else:
        made = last + "s"
    return " ".join([*before, made])


def with_article(noun: str) -> str:
    """`a city`, `an author`, `an hour`."""
    sounds_open = re.match(r"[aeiou]|hour|honest|heir", noun) and not re.match(r"uni|use|eu|one\b|once", noun)
    return f"{'an' if sounds_open else 'a'} {noun}"


def sentence(words: str) -> str:
    """*words* with a capital at the start and a stop at the end."""
    text = words.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".") if text else ""


def field_noun(field: EntityField) -> str:
    """A field in words, without the unit that its name may end in: `max_depth_m` is a max depth."""
    kind = field.value.item if isinstance(field.value, OptionalType) else field.value
    name = field.name
    if isinstance(kind, IntType | FloatType) and kind.unit:
        name = name.removesuffix(f"_{kind.unit.lower()}") or name
    return spaced(name)


def field_doc(entity: Entity, field: EntityField, role: str | None = None) -> str:
    """What a field of a row says, to be read alone (`English name of the city.`); *role* is what the row is there."""
    thing = spaced(role or entity.name)
    words = field.doc.rstrip(". ") or field_noun(field).capitalize()
    if re.search(rf"(?i)\b{re.escape(thing)}\b", words):
        return sentence(words)
    if re.search(r"[,:;(.]| of | that | which | in |^(how|when|where|whether|what|which|who) ", words, re.IGNORECASE):
        return f"{words[:1].upper()}{words[1:]} ({thing})."
    return sentence(f"{words} of the {thing}")
