"""Words of other languages, and what is written for them here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from .types import List, Str, Type


class Habit(NamedTuple):
    """What to say about a word from elsewhere."""

    word: str | None
    """The word that means the same here, where there is one."""
    help: str


def _is(word: str) -> Habit:
    return Habit(word, f"write `{word}`")


def _no(text: str) -> Habit:
    return Habit(None, text)


VALUES: Final[Mapping[str, Habit]] = {
    **dict.fromkeys(("None", "none", "nil", "Nil", "undefined", "NULL", "Null", "NONE", "nothing"), _is("null")),
    **dict.fromkeys(("True", "TRUE"), _is("true")),
    **dict.fromkeys(("False", "FALSE"), _is("false")),
    **dict.fromkeys(("yes", "Yes", "on"), _no("a bool is written `true` or `false`")),
    **dict.fromkeys(("no", "No", "off"), _no("a bool is written `true` or `false`")),
    **dict.fromkeys(("self", "this"), _no("the fields of the row are named directly, as in `@check(size > 0)`")),
    **dict.fromkeys(
        ("now", "today", "NOW", "TODAY"), _no("a scenario has no clock: take the day as a parameter, or as a `const`")
    ),
}
"""Names that stand for values elsewhere."""

_COMPREHENSION: Final = _no("write a list such as `[x.name for x in xs if x.size > 5]`")
_TEMPLATE: Final = _no('build texts with a template: `$"{a} of {b}"`')
FUNCTIONS: Final[Mapping[str, Habit]] = {
    **dict.fromkeys(("str", "string", "String", "to_string", "toString", "repr"), _is("text")),
    **dict.fromkeys(("mean", "average", "Avg"), _is("avg")),
    **dict.fromkeys(("strip",), _is("trim")),
    **dict.fromkeys(("unique", "dedupe", "uniq", "set"), _is("distinct")),
    **dict.fromkeys(("toUpperCase", "to_upper", "ucase", "upper_case", "uppercase"), _is("upper")),
    **dict.fromkeys(("toLowerCase", "to_lower", "lcase", "lower_case", "lowercase"), _is("lower")),
    **dict.fromkeys(("includes", "has", "str_contains"), _is("contains")),
    **dict.fromkeys(("reversed",), _is("reverse")),
    **dict.fromkeys(("total",), _is("sum")),
    **dict.fromkeys(("minimum", "least"), _is("min")),
    **dict.fromkeys(("maximum", "greatest"), _is("max")),
    **dict.fromkeys(("ceiling",), _is("ceil")),
    **dict.fromkeys(("datediff", "date_diff", "days_diff"), _is("days_between")),
    **dict.fromkeys(("date_add", "dateadd", "plus_days"), _is("add_days")),
    **dict.fromkeys(("exists", "some"), _is("any")),
    **dict.fromkeys(("every",), _is("all")),
    **dict.fromkeys(("head",), _is("first")),
    **dict.fromkeys(("isNull", "is_null", "isNone", "is_none", "defined"), _no("compare with null: `x == null`")),
    "require": _no('names come from other files with `import name from "file.tool"`'),
    "int": _no("use `round(x)`, `floor(x)` or `ceil(x)`"),
    "float": _no("multiply by `1.0` to make it a float"),
    "bool": _no("compare instead: `x != 0`"),
    "list": _no("write the list: `[a, b]`, or `[x for x in xs]`"),
    **dict.fromkeys(("sorted", "sort", "order_by"), _no("sort in a query: `[x for x in xs sort by x]`")),
    **dict.fromkeys(("coalesce", "ifnull", "nvl", "isnull", "get"), _no("give a value for null with `??`: `a ?? b`")),
    **dict.fromkeys(("map", "filter", "reduce", "find", "select", "where"), _COMPREHENSION),
    **dict.fromkeys(("range", "enumerate", "zip"), _no("lists are walked over by their items: `for x in xs`")),
    **dict.fromkeys(("format", "concat", "sprintf", "printf"), _TEMPLATE),
    **dict.fromkeys(("print", "log", "println"), _no("a tool shows what it returns, and prints nothing")),
    **dict.fromkeys(("sqrt", "pow", "exp", "sin", "cos"), _no("write it in Python: `extern python`")),
    **dict.fromkeys(("now", "today"), _no("a scenario has no clock: take the day as a parameter, or as a `const`")),
    **dict.fromkeys(("random", "randint", "uuid", "uuid4"), _no("nothing is random: a call gives the same each time")),
    **dict.fromkeys(("isinstance", "type", "typeof"), _no("types are known before a tool runs, and not asked for")),
    **dict.fromkeys(("substring", "substr", "slice"), _no("texts are cut with `split`, or not at all")),
}
"""Functions of other languages."""

_LENGTHS: Final = ("len", "size", "length", "count", "Len", "strlen")
_PARTS_OF_DATES: Final = ("year", "month", "day")
ANY_TYPE: Final = _no("every value has a type: name it, or write a record such as `{ width: int, note: str? }`")
TYPES: Final[Mapping[str, Habit]] = {
    **dict.fromkeys(("string", "text", "varchar", "char", "nvarchar"), _is("str")),
    **dict.fromkeys(("integer", "long", "bigint", "smallint", "int32", "int64", "uint"), _is("int")),
    **dict.fromkeys(("double", "decimal", "real", "numeric", "float32", "float64"), _is("float")),
    **dict.fromkeys(("boolean",), _is("bool")),
    **dict.fromkeys(("timestamp", "timestamptz"), _is("datetime")),
    **dict.fromkeys(("array", "set", "sequence", "vector", "iterable", "collection"), _is("list")),
    **dict.fromkeys(("dict", "dictionary", "mapping", "hashmap"), _is("map")),
    "number": _no("write `int` for whole numbers, `float` for others"),
    "time": _no("write `datetime`, or `str` for a time of any day"),
    "money": _no("write `float`, or `int` for the smallest coin"),
    **dict.fromkeys(("uuid", "guid", "id", "email", "url", "uri"), _no("write `str`, or `str(pattern=...)`")),
    **dict.fromkeys(("any", "object", "json", "unknown", "jsonb"), ANY_TYPE),
    **dict.fromkeys(("tuple", "pair"), _no("write a record: `{ first: int, second: str }`")),
    **dict.fromkeys(("void", "none", "null", "unit"), _no("every tool returns something: `bool`, or the row's key")),
}
"""Types of other languages, in lower case."""

LIMITS: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("min", "minimum", "min_length", "minlength", "ge", "gte", "min_items", "minitems"), True),
    **dict.fromkeys(("max", "maximum", "max_length", "maxlength", "le", "lte", "max_items", "maxitems"), False),
}
"""Settings of types that are a range here, in lower case: whether each is its low end."""
SETTINGS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("regex", "regexp", "match", "matches"), "pattern"),
    **dict.fromkeys(("units", "uom"), "unit"),
}
"""Other names of settings of types."""
OTHER_SETTINGS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("name", "heading"), "title"),
    **dict.fromkeys(("licence",), "license"),
    **dict.fromkeys(("topic", "category", "subject"), "domain"),
    **dict.fromkeys(("keywords", "labels"), "tags"),
    **dict.fromkeys(("tools", "distractors"), "toolset"),
    **dict.fromkeys(("params", "args", "arguments"), "parameters"),
    **dict.fromkeys(("turns", "max_steps", "limit"), "max_turns"),
    **dict.fromkeys(("timeout", "time_limit"), "timeout_ms"),
}
"""Other names of settings of blocks."""


def function(name: str, first: Type | None) -> Habit | None:
    """What is written for a call of *name*, whose first argument is of type *first*."""
    if name in _LENGTHS:
        return length(first)
    return FUNCTIONS.get(name)


def field(name: str, holder: Type) -> str | None:
    """The function that gives what another language reads as a field *name* of a value of type *holder*."""
    if name in _LENGTHS and isinstance(holder, List | Str):
        return "count" if isinstance(holder, List) else "length"
    return name if name in _PARTS_OF_DATES else None


def length(type_: Type | None) -> Habit:
    """What gives the length of a value of *type_*."""
    match type_:
        case List():
            return _is("count")
        case Str():
            return _is("length")
        case _:
            return _no("use `count(...)` for a list, `length(...)` for a text")
