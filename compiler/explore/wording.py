"""How entities and fields are called in questions: from their names, and from their documentation where it speaks.

`area_km2: int(unit="km2") "Total area"` is `the total area` in `square kilometres`; `born_in: City` is `was born in`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from toolwright.dsl.checking import types

from .. import english
from ..english import Verb, snake
from ..english import words as words_of
from .schema import Column, Table, World

_ACRONYMS: Final = words_of("id iso gdp url isbn vat gps ip cpu ram iata icao imdb usd eur utc dna tv")
_NOT_IN_A_NAME: Final = re.compile(
    r"\b(in|on|over|under|between|near|after|before|during|within|above|below|through|around|about|into|onto|which|that|where|when|who|whose|for|with|without|per|by|to|is|are|was|were|the|a|an|at|from|as|and|or|"
    r"one|if|it|its|this|each|every|has|have|name|names|so|far|yet|now|today|currently|still|until|while|how|what)\b",
    re.IGNORECASE,
)
_PERSON: Final = re.compile(r"(Somebody|Someone|A (person|man|woman)) ")
"""How documentation begins of what is people."""
MOST_WORDS: Final = 4
"""Longer documentation explains a field; it does not name it."""


@dataclass(frozen=True)
class Phrase:
    """A noun phrase; *bare* where it is a name alone, so that `'s` may follow it."""

    text: str
    bare: bool = False


@dataclass(frozen=True)
class EntityWords:
    """How rows of an entity are called."""

    noun: str
    label: str
    """What their name is called: `name`, `title`, `order number`."""
    quoted: bool
    """Whether names are put in quotes, as titles are."""
    person: bool
    """Whether rows are people."""

    @cached_property
    def plural(self) -> str:
        """`cities`."""
        return english.plural(self.noun)

    @property
    def which(self) -> str:
        """The pronoun of a relative clause: `who` or `that`."""
        return "who" if self.person else "that"


@dataclass(frozen=True)
class FieldWords:
    """How a field is called."""

    noun: str
    verb: Verb | None
    unit: str
    """Words of the unit, empty where it has none or the noun says it."""
    counts: bool
    """Whether the noun is what is counted: `seats`."""
    moment: bool
    measures: bool = False
    """Whether what is counted is a unit: `minutes`."""
    owns: bool = False
    """Whether it links to the only such row of its entity's, and is called like it: `cities of Norway`."""

    @property
    def value(self) -> str:
        """The field as a noun that takes `of`: `population`, `number of seats`."""
        return f"number of {self.noun}" if self.counts else self.noun

    @property
    def values(self) -> str:
        """The same of several rows: `populations`, `numbers of seats`."""
        return f"numbers of {self.noun}" if self.counts else english.plural(self.noun)

    @property
    def in_unit(self) -> str:
        """` in square kilometres`, or nothing."""
        return f" in {self.unit}" if self.unit else ""

    @property
    def with_unit(self) -> str:
        """` square kilometres` behind a number, or nothing."""
        return f" {self.unit}" if self.unit else ""

    @property
    def be(self) -> str:
        """`is`, or `are` of what is several: `whose colours are`."""
        return "are" if english.is_plural(self.noun) else "is"

    @property
    def value_be(self) -> str:
        """`is`, or `are` where the field as a noun is several: `what are the total earnings`."""
        return "is" if self.counts else self.be

    def compared(self, most: bool, among_many: bool) -> str:
        """`larger`, `largest`, `smaller` or `smallest`."""
        words = english.EARLY if self.moment else english.MANY if self.counts else english.compared(self.noun)
        return words[(0 if most else 2) + among_many]


class Wording:
    """The words of a world."""

    def __init__(self, world: World) -> None:
        """Settle how each entity and each field is called, no two fields of an entity alike."""
        self._world = world
        self._entities = {name: _entity_words(table) for name, table in world.tables.items()}
        self._fields = {name: _fields(table) for name, table in world.tables.items()}
        self._quoted = {
            (group.entity, group.column.name) for group in world.groups if not all(map(_is_name, group.members))
        }

    def entity(self, name: str) -> EntityWords:
        """How rows of *name* are called."""
        return self._entities[name]

    def column(self, column: Column) -> FieldWords:
        """How a field is called."""
        return self._fields[column.entity][column.name]

    def name(self, entity: str, label: Any) -> Phrase:
        """A row by its name; with its noun where the name alone could be another's, or does not look like one."""
        words = self._entities[entity]
        text = f'"{label}"' if words.quoted else str(label)
        shared = self._world.names[str(label).casefold()] > 1
        speaks = isinstance(label, str) and words.label.endswith("name") and label[:1].isupper()
        if speaks and not shared and not words.quoted:
            return Phrase(text, bare=True)
        noun = words.noun
        return Phrase(f"the {noun} {text}" if words.quoted or words.label.endswith("name") else f"{noun} {text}")

    def word(self, entity: str, field: str, value: Any) -> str:
        """A shared word as it stands in a question: in quotes, unless all words of its field look like names."""
        return f'"{value}"' if (entity, field) in self._quoted else str(value)


def _is_name(word: Any) -> bool:
    """Whether a shared word looks like a name, as `Crab Nebula` and `3C 273` do, so that it needs no quotes."""
    return isinstance(word, str) and (word[:1].isupper() or (word[:1].isdigit() and any(map(str.isupper, word))))


def _entity_words(table: Table) -> EntityWords:
    noun = snake(table.entity.name).replace("_", " ")
    label = _noun(table.label.name.split("_"), table.label.field.doc)
    if label in (noun, f"{noun} name"):
        label = "name"
    person = english.is_person(noun) or _PERSON.match(table.entity.doc) is not None
    return EntityWords(noun, label, table.label.name.rpartition("_")[2] == "title", person)


def _fields(table: Table) -> Mapping[str, FieldWords]:
    made = {name: _field_words(column, table.entity.name) for name, column in table.columns.items()}
    linked = [column.link for column in table.columns.values()]
    for name, column in table.columns.items():
        if column.link is not None and linked.count(column.link) == 1:
            made[name] = replace(made[name], owns=made[name].noun == snake(column.link).replace("_", " "))
    verbs = [(words.verb, words.moment) for words in made.values()]
    for name, words in made.items():
        if words.verb and verbs.count((words.verb, words.moment)) > 1:
            made[name] = replace(words, verb=None)
    nouns = [words.noun for words in made.values()]
    for name, words in made.items():
        if nouns.count(words.noun) > 1:
            # Two fields that would be called alike are called as they are named.
            made[name] = FieldWords(name.replace("_", " "), words.verb, words.unit, False, words.moment)
    return made


def _field_words(column: Column, entity: str) -> FieldWords:
    words = column.name.split("_")
    unit = getattr(column.type, "unit", None)
    if len(words) > 1 and column.number:
        last = words[-1].lower()
        if unit is not None and last in (unit.lower(), english.UNITS.get(unit.lower(), "").replace(" ", "_")):
            words = words[:-1]
        elif unit is None and last in english.UNITS and last not in ("in", "t", "s", "d", "h"):
            words, unit = words[:-1], last
    own = snake(entity).split("_")
    if len(words) > len(own) and words[: len(own)] == own:
        words = words[len(own) :]
    verb = english.as_verb(words, column.moment) if column.link or column.moment else None
    noun = _noun(words, column.field.doc)
    shown = english.UNITS.get(unit.lower(), unit) if unit is not None and not column.year else ""
    counted = noun.removeprefix("number of ")
    measures = bool(shown) and counted.rpartition(" ")[2] == shown
    counts = (isinstance(column.type, types.Int) and column.number and unit is None) or measures
    counts = counts and (english.is_plural(noun) or (counted != noun and english.is_plural(counted)))
    noun = counted if counts else f"amount {noun}" if shown and english.is_participle(noun) else noun
    return FieldWords(noun, verb, "" if shown in noun else shown, counts, column.moment, measures)


def _noun(words: list[str], doc: str) -> str:
    """What a field is called: its documentation where that is a short name with a word of the field's name in it."""
    spoken = doc.strip().rstrip(".")
    parts = spoken.split()
    short = 0 < len(parts) <= MOST_WORDS and re.fullmatch(r"[A-Za-z][A-Za-z' -]*", spoken) is not None
    shares = bool({_stem(p) for p in parts} & {_stem(w) for w in words})
    if short and shares and not _NOT_IN_A_NAME.search(spoken):
        return english.plain_start(spoken)
    cased = {part.lower(): part for part in re.findall(r"[A-Za-z]+", doc) if part.isupper() and len(part) > 1}
    return " ".join(cased.get(w.lower()) or (w.upper() if w.lower() in _ACRONYMS else w) for w in words)


def _stem(word: str) -> str:
    return word.lower().removesuffix("s")
