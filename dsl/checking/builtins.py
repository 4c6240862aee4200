"""The functions of the language that nobody declares: one table of names, parameters, typing rules and words.

What they compute stands in the runtime; what they take and give stands here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .builtin_rules import Rule, anything, is_bool, number, of_list, of_map, of_number, rounded, takes, written
from .fit import is_number, is_orderable, optional
from .types import Bool, Date, Float, Int, List, Str, Type


class Use(StrEnum):
    """Where a function may be called."""

    ANYWHERE = "anywhere"
    PLANS = "in tasks and tests"
    INSERTS = "as a value in `insert`"


@dataclass(frozen=True, slots=True)
class Builtin:
    """One function."""

    name: str
    params: tuple[str, ...]
    required: int
    """How many of the parameters must be given; they come first."""
    takes: tuple[str, ...]
    """For each parameter its type in words: T, K and V are any types, N is `int` or `float`, O is a type with an
    order, P one with a written form."""
    gives: str
    """Type of the result in such words."""
    literals: tuple[Type | None, ...]
    """For each parameter, what a literal in its place is read as."""
    rule: Rule
    doc: str
    use: Use = Use.ANYWHERE

    @property
    def signature(self) -> str:
        """How it is called: `round(number: N, digits: int = ...) -> int | float`."""
        shown = [
            f"{name}: {type_}{'' if number < self.required else ' = ...'}"
            for number, (name, type_) in enumerate(zip(self.params, self.takes, strict=True))
        ]
        return f"{self.name}({', '.join(shown)}) -> {self.gives}"


_DATE: Final = Date()
_LIST: Final = "a list"
_NUMBERS: Final = "a list of numbers"
_ORDERED: Final = "a list of numbers, texts or dates"

_TABLE: Final = (
    Builtin(
        "count",
        ("items",),
        1,
        ("list[T]",),
        "int",
        (None,),
        of_list(anything, _LIST, lambda _: Int()),
        "How many items a list has.",
    ),
    Builtin(
        "sum",
        ("items",),
        1,
        ("list[N]",),
        "N",
        (None,),
        of_list(is_number, _NUMBERS, number),
        "Sum of numbers; 0 for none.",
    ),
    Builtin(
        "avg",
        ("items",),
        1,
        ("list[N]",),
        "float",
        (None,),
        of_list(is_number, _NUMBERS, lambda _: Float()),
        "Mean of numbers, of which there must be one at least.",
    ),
    Builtin(
        "min",
        ("items",),
        1,
        ("list[O]",),
        "O?",
        (None,),
        of_list(is_orderable, _ORDERED, optional),
        "Least item; null for none.",
    ),
    Builtin(
        "max",
        ("items",),
        1,
        ("list[O]",),
        "O?",
        (None,),
        of_list(is_orderable, _ORDERED, optional),
        "Greatest item; null for none.",
    ),
    Builtin(
        "first",
        ("items",),
        1,
        ("list[T]",),
        "T?",
        (None,),
        of_list(anything, _LIST, optional),
        "First item; null for none.",
    ),
    Builtin(
        "last",
        ("items",),
        1,
        ("list[T]",),
        "T?",
        (None,),
        of_list(anything, _LIST, optional),
        "Last item; null for none.",
    ),
    Builtin(
        "round",
        ("number", "digits"),
        1,
        ("N", "int"),
        "int | float",
        (None, Int()),
        rounded,
        "The nearest whole number, or the nearest with so many digits after the point.",
    ),
    Builtin("abs", ("number",), 1, ("N",), "N", (None,), of_number(number), "The number without its sign."),
    Builtin(
        "floor", ("number",), 1, ("N",), "int", (None,), of_number(lambda _: Int()), "The next whole number below."
    ),
    Builtin("ceil", ("number",), 1, ("N",), "int", (None,), of_number(lambda _: Int()), "The next whole number above."),
    Builtin("lower", ("text",), 1, ("str",), "str", (None,), takes(Str(), gives=Str()), "The text in lower case."),
    Builtin("upper", ("text",), 1, ("str",), "str", (None,), takes(Str(), gives=Str()), "The text in upper case."),
    Builtin(
        "trim",
        ("text",),
        1,
        ("str",),
        "str",
        (None,),
        takes(Str(), gives=Str()),
        "The text without blanks at its ends.",
    ),
    Builtin(
        "length",
        ("text",),
        1,
        ("str",),
        "int",
        (None,),
        takes(Str(), gives=Int()),
        "How many characters a text has.",
    ),
    Builtin(
        "contains",
        ("text", "part"),
        2,
        ("str", "str"),
        "bool",
        (None, None),
        takes(Str(), Str(), gives=Bool()),
        "Whether one text stands in another.",
    ),
    Builtin(
        "starts_with",
        ("text", "prefix"),
        2,
        ("str", "str"),
        "bool",
        (None, None),
        takes(Str(), Str(), gives=Bool()),
        "Whether a text begins with another.",
    ),
    Builtin(
        "ends_with",
        ("text", "suffix"),
        2,
        ("str", "str"),
        "bool",
        (None, None),
        takes(Str(), Str(), gives=Bool()),
        "Whether a text ends with another.",
    ),
    Builtin(
        "join",
        ("items", "separator"),
        2,
        ("list[str]", "str"),
        "str",
        (List(Str()), None),
        takes(List(Str()), Str(), gives=Str()),
        "The texts, one after the other, with the separator between them.",
    ),
    Builtin(
        "split",
        ("text", "separator"),
        2,
        ("str", "str"),
        "list[str]",
        (None, None),
        takes(Str(), Str(), gives=List(Str())),
        "The parts of a text between separators.",
    ),
    Builtin(
        "distinct",
        ("items",),
        1,
        ("list[T]",),
        "list[T]",
        (None,),
        of_list(anything, _LIST, List),
        "Each different item once, in order.",
    ),
    Builtin(
        "keys",
        ("map",),
        1,
        ("map[K, V]",),
        "list[K]",
        (None,),
        of_map(lambda found: found.key),
        "The keys of a map, in its order.",
    ),
    Builtin(
        "values",
        ("map",),
        1,
        ("map[K, V]",),
        "list[V]",
        (None,),
        of_map(lambda found: found.value),
        "The values of a map, in its order.",
    ),
    Builtin(
        "reverse",
        ("items",),
        1,
        ("list[T]",),
        "list[T]",
        (None,),
        of_list(anything, _LIST, List),
        "The items, last one first.",
    ),
    Builtin(
        "any",
        ("items",),
        1,
        ("list[bool]",),
        "bool",
        (List(Bool()),),
        of_list(is_bool, "a list of bools", lambda _: Bool()),
        "Whether at least one item is true.",
    ),
    Builtin(
        "all",
        ("items",),
        1,
        ("list[bool]",),
        "bool",
        (List(Bool()),),
        of_list(is_bool, "a list of bools", lambda _: Bool()),
        "Whether no item is false.",
    ),
    Builtin("text", ("value",), 1, ("P",), "str", (None,), written, "The value as a text."),
    Builtin("year", ("date",), 1, ("date",), "int", (_DATE,), takes(_DATE, gives=Int()), "Year of a date."),
    Builtin(
        "month",
        ("date",),
        1,
        ("date",),
        "int",
        (_DATE,),
        takes(_DATE, gives=Int()),
        "Month of a date, from 1 to 12.",
    ),
    Builtin("day", ("date",), 1, ("date",), "int", (_DATE,), takes(_DATE, gives=Int()), "Day of a date, from 1 to 31."),
    Builtin(
        "days_between",
        ("first", "last"),
        2,
        ("date", "date"),
        "int",
        (_DATE, _DATE),
        takes(_DATE, _DATE, gives=Int()),
        "How many days lie between two dates; negative where the second comes before the first.",
    ),
    Builtin(
        "add_days",
        ("date", "days"),
        2,
        ("date", "int"),
        "date",
        (_DATE, Int()),
        takes(_DATE, Int(), gives=_DATE),
        "The date so many days later.",
    ),
    Builtin(
        "samples",
        ("items", "size", "count", "seed"),
        4,
        ("list[T]", "int", "int", "int"),
        "list[list[T]]",
        (None, Int(), Int(), Int()),
        of_list(anything, _LIST, lambda item: List(List(item)), (Int(), Int(), Int())),
        "So many different selections of *size* items each, drawn with a seed.",
        Use.PLANS,
    ),
    Builtin(
        "next_id",
        ("prefix",),
        1,
        ("str",),
        "str",
        (None,),
        takes(Str(), gives=Str()),
        "A key that no row has yet: the prefix and a number.",
        Use.INSERTS,
    ),
)

BUILTINS: Final[Mapping[str, Builtin]] = {builtin.name: builtin for builtin in _TABLE}
"""Every built-in function by its name."""
