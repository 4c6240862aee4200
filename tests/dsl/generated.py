"""Rows that a text generates, the values of one generated column, and whether chance was fair to them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from toolwright.dsl.diagnostics.render import render_text

from .corpus import check_text

HEAD = 'library rows { title: "Rows" }\n'


def program(text: str) -> Any:
    checked = check_text(HEAD + text)
    assert checked.program is not None, render_text(checked.diagnostics, colour=False)
    return checked.program


def rows(text: str, entity: str = "Box") -> Any:
    return program(text).entities[entity].rows


def column(generator: str, type_: str, count: int = 200, seed: int = 1, more: str = "") -> list[Any]:
    """The values of one generated column."""
    text = f"{more}\nentity Box key id {{ id: int, x: {type_} }}\n"
    return [row["x"] for row in rows(f"{text}data Box generate {count} seed {seed} {{ id: serial(), x: {generator} }}")]


def fair(counts: Counter[Any], shares: dict[Any, float]) -> bool:
    """Whether *counts* lie within five deviations of what *shares* let expect (seeds are fixed, so this is too)."""
    total = sum(counts.values())
    wrong = [k for k, p in shares.items() if abs(counts[k] - p * total) > 5 * (total * p * (1 - p)) ** 0.5]
    return not wrong and set(counts) <= set(shares)
