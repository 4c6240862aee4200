"""What documentation says: a model chooses tools by it, and questions are made from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..checking.fit import present
from ..checking.types import Float, Int
from ..diagnostics import Edit, Fix
from ..program import Field
from ..source import Span
from ..syntax import nodes
from .names import words
from .view import Found, View

_EMPTY: Final = frozenset(("the", "a", "an", "of", "its", "this", "some"))


def repeated_names(view: View) -> Iterator[Found]:
    """Documentation that says what the name says already."""
    # An entity is often just what it is called; of what it holds there is always more to say.
    for kind in (nodes.ToolDecl, nodes.FnDecl, nodes.EnumMember, nodes.FieldNode):
        for node in view.of(kind):
            if isinstance(node, kind) and node.doc is not None and _repeats(node.name.text, node.doc.text):
                if isinstance(node, nodes.FieldNode) and _has_unit(node.type):
                    # Name and unit together say what is measured.
                    continue
                yield Found(
                    node.doc.span,
                    f"this says no more than the name `{node.name.text}`",
                    "say what a reader cannot guess: which one, counted how, in what form",
                )


def _has_unit(node: nodes.TypeNode) -> bool:
    inner = node.item if isinstance(node, nodes.OptionalTypeNode) else node
    return isinstance(inner, nodes.NamedType) and any(setting.name.text == "unit" for setting in inner.settings)


def _repeats(name: str, doc: str) -> bool:
    said = {_singular(word) for word in re.findall(r"\w+", doc.lower())} - _EMPTY
    return bool(said) and said == {_singular(word) for word in words(name)} - _EMPTY


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def missing_words(view: View) -> Iterator[Found]:
    """Entities and fields without documentation, where the compiler has to talk about them."""
    for item in view.of(nodes.EntityDecl):
        name = item.name.text
        if view.uses.explored and item.doc is None:
            yield Found(item.name.span, f"`explore` asks about `{name}`, and nothing says what it is", _SAY)
        for field in item.fields:
            key = field.name.text in (part.text for part in item.key)
            derived = (name, field.name.text) in view.uses.derived
            if field.doc is None and not key and (derived or view.uses.explored):
                who = "`derive` makes a tool that shows" if derived else "`explore` asks about"
                instead = f'say what it is: `{field.name.text}: {field.type.span.text} "..."`'
                yield Found(field.name.span, f"{who} `{field.name.text}`, and nothing says what it is", instead)


_SAY: Final = "say what it is in a text at the beginning of its block"
_UNITS: Final = {
    "km": "km", "km2": "km2", "m": "m", "m2": "m2", "m3": "m3", "cm": "cm", "mm": "mm", "ha": "ha",
    "kg": "kg", "g": "g", "mg": "mg", "l": "l", "ml": "ml", "kmh": "km/h", "kw": "kW", "kwh": "kWh", "mw": "MW",
    "eur": "EUR", "usd": "USD", "gbp": "GBP", "chf": "CHF", "jpy": "JPY", "celsius": "°C", "percent": "%",
}  # fmt: skip
"""Last words of names that are units."""
_QUANTITIES: Final = frozenset(
    ("price", "fare", "cost", "fee", "salary", "weight", "mass", "height", "width", "depth", "length", "distance",
     "duration", "area", "volume", "temperature", "speed", "elevation", "altitude")
)  # fmt: skip
"""Last words of names that are quantities with a unit."""
_UNIT_WORDS: Final = re.compile(
    r"\b(euros?|dollars?|pounds?|francs?|cents?|kilomet(re|er)s?|met(re|er)s?|miles?|feet|grams?|kilograms?|tons?|tonnes?"
    r"|lit(re|er)s?|hours?|minutes?|seconds?|days?|years?|degrees?|celsius|percent|hectares?|in [A-Z]{3})\b|%|€|\$",
)


def units(view: View) -> Iterator[Found]:
    """Fields of entities that are measured in something, and do not say in what."""
    for item in view.of(nodes.EntityDecl):
        entity = view.world.entities.get(item.name.text)
        if entity is None:
            continue
        for field in entity.fields:
            type_ = present(field.type)
            if isinstance(type_, Int | Float) and type_.unit is None and field.name not in entity.key:
                yield from _unit(field, isinstance(type_, Float))


def _unit(field: Field, is_float: bool) -> Iterator[Found]:
    last = words(field.name)[-1:]
    unit = _UNITS.get(last[0]) if last and len(words(field.name)) > 1 else None
    node = field.node.type
    inner = node.item if isinstance(node, nodes.OptionalTypeNode) else node
    if unit is not None:
        fix = Fix(f"say the unit, `{unit}`", (_with_unit(inner, unit),)) if isinstance(inner, nodes.NamedType) else None
        message = f"`{field.name}` has its unit in its name alone"
        yield Found(node.span, message, f'say it in the type: `unit="{unit}"`', fix=fix)
    elif is_float and last and last[0] in _QUANTITIES and not _UNIT_WORDS.search(field.doc):
        message = f"`{field.name}` does not say in which unit it is"
        yield Found(node.span, message, 'say it in the type: `float(unit="...")`')


def _with_unit(node: nodes.NamedType, unit: str) -> Edit:
    text = node.span.text
    setting = f'unit="{unit}"'
    if not text.endswith(")"):
        return Edit(Span(node.span.source, node.span.end, node.span.end), f"({setting})")
    end = node.span.start + len(text[:-1].rstrip().removesuffix(","))
    return Edit(Span(node.span.source, end, node.span.end), f", {setting})")
