"""Schemas in words, for messages: what a value must be, said with the schema's own names and values alone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ..phrases import SHOWN_NAMES, quoted_names
from .formats import FORMATS
from .kinds import in_words

ANY = "any value"


def words(schema: Mapping[str, Any], kinds: Sequence[str] | None) -> str:
    """What the values of *schema* are, to be read after "must be"."""
    if isinstance(schema.get("enum"), list):
        return f"one of {values(schema['enum'])}"
    if "const" in schema:
        return values([schema["const"]])
    said = ANY if kinds is None else in_words(kinds)
    rules = [rule for rule in (_range(schema), _sizes(schema), _form(schema), _names(schema)) if rule]
    return " ".join([said, *rules])


def values(members: Sequence[Any]) -> str:
    """Values as JSON, of very many only the first."""
    shown = [f"`{json.dumps(member, ensure_ascii=True)}`" for member in members[:SHOWN_NAMES]]
    rest = f" and others ({len(members)} in all)" if len(members) > SHOWN_NAMES else ""
    return ", ".join(shown) + rest


def _range(schema: Mapping[str, Any]) -> str:
    named = (
        ("at least", "minimum"), ("at most", "maximum"), ("more than", "exclusiveMinimum"),
        ("less than", "exclusiveMaximum"), ("a multiple of", "multipleOf"),
    )  # fmt: skip
    return " and ".join(f"{says} {schema[name]}" for says, name in named if name in schema)


def _sizes(schema: Mapping[str, Any]) -> str:
    said = []
    for suffix, unit in (("Length", "characters"), ("Items", "items"), ("Properties", "entries")):
        low, high = schema.get("min" + suffix), schema.get("max" + suffix)
        if low is not None and high is not None:
            said.append(f"of {low} to {high} {unit}")
        elif low is not None:
            said.append(f"of at least {low} {unit}")
        elif high is not None:
            said.append(f"of at most {high} {unit}")
    if schema.get("uniqueItems") is True:
        said.append("without an item that comes twice")
    return " ".join(said)


def _form(schema: Mapping[str, Any]) -> str:
    said = []
    form = schema.get("format")
    if isinstance(form, str) and form in FORMATS:
        said.append(f"that is {FORMATS[form][0]}")
    if isinstance(schema.get("pattern"), str):
        said.append(f"that matches the pattern `{schema['pattern']}`")
    return " and ".join(said)


def _names(schema: Mapping[str, Any]) -> str:
    properties = schema.get("properties")
    return f"with {quoted_names(list(properties))}" if isinstance(properties, dict) and properties else ""


__all__ = ["ANY", "values", "words"]
