"""The generators of columns: one table of names, parameters and words, for the checker, editors and documents alike.

What a generator does with its arguments stands in the modules that `maker` names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ...checking.types import Bool, Date, Datetime, Enum, Float, Int, List, Row, Str, Type, Unknown


class Kind(StrEnum):
    """What an argument is, in the words of messages and documents."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    SHARE = "number from 0 to 1"
    DAY = "date"
    TIME = "date and time"
    VALUES = "list of values"
    WEIGHTS = "record of weights"
    ENTITY = "entity"
    COLUMN = "name of a column"
    GENERATOR = "generator"
    PATTERN = "pattern"
    LOCALE = "language code"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a generator."""

    name: str
    kind: Kind
    doc: str
    required: bool = True
    default: str = ""
    """As it would be written; empty where leaving it out means something of its own."""


@dataclass(frozen=True, slots=True)
class Generator:
    """One way to draw the cells of a column."""

    name: str
    params: tuple[Parameter, ...]
    fits: tuple[type[Type], ...]
    """Types of fields; none means any."""
    doc: str
    example: str


def accepts(generator: Generator, type_: Type) -> bool:
    """Whether *generator* draws values for fields of *type_* (without null)."""
    return not generator.fits or isinstance(type_, (*generator.fits, Unknown))


def fitting(type_: Type) -> list[str]:
    """Names of the generators that draw values of *type_* themselves."""
    return [g.name for g in GENERATORS.values() if g.fits and accepts(g, type_)]


def signature(generator: Generator) -> str:
    """How it is called: `uniform(low, high, digits=2)`."""
    shown = [
        p.name if p.required else f"{p.name}={p.default or '...'}" for p in generator.params
    ]  # fmt: skip
    return f"{generator.name}({', '.join(shown)})"


_EXCEPT: Final = Parameter(
    "except", Kind.COLUMN, "A column of the same row that has to get another value.", required=False
)
_LOCALE: Final = Parameter(
    "locale", Kind.LOCALE, "Language and country of the words, such as `de` or `en-gb`.", required=False, default='"en"'
)
_TEXTS: Final = (Str,)


def _name(name: str, doc: str, *params: Parameter) -> Generator:
    return Generator(name, (*params, _LOCALE), _TEXTS, doc, f"{name}()")


_TABLE: Final = (
    Generator(
        "serial",
        (
            Parameter("prefix", Kind.TEXT, "What the texts begin with; not for numbers.", required=False, default='""'),
            Parameter("start", Kind.WHOLE, "Number of the first row.", required=False, default="1"),
            Parameter("width", Kind.WHOLE, "Fill up with zeros to so many digits.", required=False, default="0"),
        ),
        (Str, Int),
        "Numbers in order, one for each row.",
        'serial("F", width=4)',
    ),
    Generator(
        "pick",
        (Parameter("entity", Kind.ENTITY, "Whose rows are linked."), _EXCEPT),
        (Row,),
        "A link to a row, each equally likely. A link to the own entity leads to an earlier row.",
        "pick(Airport)",
    ),
    Generator(
        "choice",
        (
            Parameter("values", Kind.VALUES, "What is drawn from; left out, the words of the enum.", required=False),
            _EXCEPT,
        ),
        (Str, Int, Float, Bool, Date, Datetime, Enum, Row),
        "One of some values, each equally likely.",
        'choice(["red", "blue"])',
    ),
    Generator(
        "weighted",
        (Parameter("weights", Kind.WEIGHTS, "How often each word comes, compared to the others."),),
        (Str, Enum, Row),
        "One of some words, some more often than others.",
        "weighted({ economy: 4, business: 1 })",
    ),
    Generator(
        "chance",
        (Parameter("share", Kind.SHARE, "How often it is true."),),
        (Bool,),
        "True in a share of the rows.",
        "chance(0.3)",
    ),
    Generator(
        "uniform",
        (
            Parameter("low", Kind.NUMBER, "The least value."),
            Parameter("high", Kind.NUMBER, "The greatest value."),
            Parameter("digits", Kind.WHOLE, "Digits after the point; not for `int`.", required=False, default="2"),
        ),
        (Int, Float),
        "A number between two, each equally likely, both included.",
        "uniform(20.0, 900.0)",
    ),
    Generator(
        "normal",
        (
            Parameter("mean", Kind.NUMBER, "The middle."),
            Parameter("deviation", Kind.NUMBER, "Two thirds of the values lie so near to the middle."),
            Parameter("digits", Kind.WHOLE, "Digits after the point; not for `int`.", required=False, default="2"),
            Parameter("low", Kind.NUMBER, "The least value; left out, that of the field.", required=False),
            Parameter("high", Kind.NUMBER, "The greatest value; left out, that of the field.", required=False),
        ),
        (Int, Float),
        "A number of the normal distribution, cut off where the field ends.",
        "normal(170, 10)",
    ),
    Generator(
        "day_between",
        (Parameter("first", Kind.DAY, "The first day."), Parameter("last", Kind.DAY, "The last day.")),
        (Date,),
        "A day between two, both included.",
        'day_between("2026-04-10", "2026-04-19")',
    ),
    Generator(
        "time_between",
        (
            Parameter("first", Kind.TIME, "The first time."),
            Parameter("last", Kind.TIME, "The last time."),
            Parameter("minutes", Kind.WHOLE, "From one possible time to the next.", required=False, default="1"),
        ),
        (Datetime,),
        "A time between two, both included.",
        'time_between("2026-04-10T08:00:00", "2026-04-10T18:00:00", minutes=15)',
    ),
    Generator(
        "pattern",
        (Parameter("pattern", Kind.PATTERN, "A regular expression without endless repetitions."),),
        _TEXTS,
        "A text that matches a pattern.",
        'pattern("[A-Z]{3}-[0-9]{4}")',
    ),
    _name("person", "First and last name of a person."),
    _name("first_name", "A first name."),
    _name("last_name", "A last name."),
    _name("job", "What somebody does for a living."),
    _name("university", "A university."),
    _name("company", "A company."),
    _name("city", "A city."),
    _name("state", "A state or region."),
    _name("country", "A country, in the language of the locale."),
    _name("street", "A street with a house number."),
    _name("postal_code", "A postal code."),
    _name("phone", "A telephone number."),
    Generator(
        "email",
        (Parameter("of", Kind.COLUMN, "A column with the name of its owner.", required=False), _LOCALE),
        _TEXTS,
        "An e-mail address at a domain that is kept for examples.",
        'email(of="name")',
    ),
    _name("word", "A word."),
    _name("words", "Some words.", Parameter("count", Kind.WHOLE, "How many.", required=False, default="3")),
    _name("sentence", "A sentence."),
    _name("text", "Some sentences.", Parameter("count", Kind.WHOLE, "How many.", required=False, default="3")),
    Generator(
        "optional",
        (
            Parameter("of", Kind.GENERATOR, "What is drawn otherwise."),
            Parameter("share", Kind.SHARE, "How often the cell is null.", required=False, default="0.2"),
        ),
        (),
        "Null in a share of the rows, for fields that may be null.",
        "optional(city(), share=0.1)",
    ),
    Generator(
        "unique",
        (Parameter("of", Kind.GENERATOR, "What is drawn, again and again until it is new."),),
        (),
        "A value that no earlier row has. Keys are unique without it.",
        "unique(company())",
    ),
    Generator(
        "list_of",
        (
            Parameter("of", Kind.GENERATOR, "What the items are drawn by."),
            Parameter("least", Kind.WHOLE, "Fewest items.", required=False, default="1"),
            Parameter("most", Kind.WHOLE, "Most items.", required=False, default="3"),
        ),
        (List,),
        "A list of drawn items.",
        "list_of(word(), least=1, most=4)",
    ),
)

GENERATORS: Final[Mapping[str, Generator]] = {generator.name: generator for generator in _TABLE}
"""All generators by name."""

USUAL: Final[Mapping[str, str]] = {
    "sequence": "serial",
    "counter": "serial",
    "randint": "uniform",
    "random": "uniform",
    "range": "uniform",
    "gauss": "normal",
    "one_of": "choice",
    "oneof": "choice",
    "sample": "choice",
    "link": "pick",
    "ref": "pick",
    "name": "person",
    "full_name": "person",
    "address": "street",
    "date_between": "day_between",
    "datetime_between": "time_between",
    "regex": "pattern",
    "bool": "chance",
}
"""What generators are called elsewhere."""
