"""The world of the programs that `typed.py` makes: types, values, entities, and functions of both languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

Kind: TypeAlias = str
"""A type as written, without refinements: `int`, `str?`, `list[Item]`, `map[str, float]`."""

SCALARS: Sequence[Kind] = ("int", "float", "str", "bool", "date", "Size")
ORDERED: Sequence[Kind] = ("int", "float", "str", "date")
FIELDS: dict[str, dict[str, Kind]] = {
    "Maker": {"code": "str", "name": "str", "rating": "float?", "since": "date", "size": "Size"},
    "Item": {"id": "int", "maker": "Maker", "backup": "Maker?", "price": "float", "tags": "list[str]", "sold": "bool"},
}
KEYS = {"Maker": ("code", "str"), "Item": ("id", "int")}
VALUES: dict[Kind, Sequence[Any]] = {
    "int": (0, 1, 2, 3, 7, 100),
    "float": (0.0, 0.5, 2.0, 2.5, 1000.25),
    "str": ("", "a", "b", "ab", "Ä ß", "q\"u'o\\te", "{x}", "12"),
    "bool": (True, False),
    "date": ("2024-02-29", "1999-12-31", "2030-01-01"),
    "Size": ("small", "large"),
}
HEAD = """
enum Size { small, large }
entity Maker key code { "Who makes things." code: str(1..4), name: str(..12), rating: float(0.0..10.0)?, since: date, size: Size }
@check(price >= 0.0 or sold)
entity Item key id {
  "A thing."
  id: int(0..999), maker: Maker, backup: Maker?, price: float(..1000000.0), tags: list[str](..3), sold: bool,
}
error Missing(what: str, times: int) $"No {what}, {times} times."
error Broken "It is broken."
const LIMIT = 3
const RATES: map[str, float] = { a: 1.5, "b b": 2.0 }
"""  # noqa: E501


def is_row(kind: Kind) -> bool:
    """Whether *kind* is a row of an entity."""
    return kind in FIELDS


def item_of(kind: Kind) -> Kind:
    """The type of a list's items."""
    return kind.removeprefix("list[").removesuffix("]")


def written(value: Any) -> str:
    """A JSON value as a literal."""
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(k)}: {written(v)}" for k, v in value.items()) + "}"
    return (
        {True: "true", False: "false", None: "null"}[value] if value is None or isinstance(value, bool) else repr(value)
    )


CONSTANT = {
    "date": "one_date",
    "Size": "one_size",
    "list[str]": "no_strs",
    "list[int]": "no_ints",
    "list[float]": "no_floats",
    "list[bool]": "no_bools",
    "list[date]": "no_dates",
    "list[Size]": "no_sizes",
    "map[str, float]": "no_map",
    **{f"{kind}?": f"no_{kind.lower()}" for kind in SCALARS},
}
"""The function of `GIVEN` that gives a value of a type, where a literal does not tell it."""
GIVEN = "\n".join(
    [
        'fn one_date() -> date = "2024-03-01"',
        'fn one_size() -> Size = "small"',
        'fn one_str() -> str = "s"',
        *(f"fn {CONSTANT[f'list[{k}]']}() -> list[{k}] = []" for k in ("str", "int", "float", "bool", "date", "Size")),
        "fn no_map() -> map[str, float] = {}",
        *(f"fn no_{kind.lower()}() -> {kind}? = null" for kind in SCALARS),
    ]
)

EXTERNS = """
extern python half(x: int) -> float "Half of it." {}
```python
def half(x):
    return x / 2
```
extern python letters(text: str, times: int = 2) -> list[str] "Its letters." {}
```python
ORDER = "zyxwvutsrqponmlkjihgfedcba"
def letters(text, times):
    return sorted(set(text), key=ORDER.find)[: max(0, times)]
```
extern python rated(rating: float?, size: Size) -> str? "Stars." {}
```python
def rated(rating, size):
    return None if rating is None else f"{size}: " + "*" * int(rating)
```
extern python later(day: date, days: int) -> date "Another day." { imports: ["datetime"] }
```python
def later(day, days):
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days)).isoformat()
```
extern python twofold(rates: map[str, float]) -> map[str, float] "All of them twice." {}
```python
def twofold(rates):
    return {name: 2 * rate for name, rate in rates.items()}
```
extern python picky(x: int) -> int "Fails on three, and breaks its word on seven." {}
```python
def picky(x):
    if x == 3:
        raise ValueError("three")
    return "seven" if x == 7 else 10 * x
```
extern python fits(xs: list[int]) -> bool "Whether none comes twice." {}
```python
def fits(xs):
    return len(set(xs)) == len(xs)
```
"""
"""Always the same, so that one sandbox serves all programs."""
CALLED: Sequence[tuple[str, tuple[Kind, ...], Kind]] = (
    ("half", ("int",), "float"),
    ("letters", ("str",), "list[str]"),
    ("letters", ("str", "int"), "list[str]"),
    ("rated", ("float?", "Size"), "str?"),
    ("later", ("date", "int"), "date"),
    ("twofold", ("map[str, float]",), "map[str, float]"),
    ("picky", ("int",), "int"),
    ("fits", ("list[int]",), "bool"),
)
