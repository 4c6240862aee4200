"""Types as other languages write them, and what is written for them here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..diagnostics import Edit, Fix
from ..source import Span
from ..syntax import nodes
from . import habits
from .mends import Mend, replacing

_OPTIONAL: Final = ("optional", "maybe", "nullable", "option")
_UNION: Final = ("literal", "union", "oneof", "enum")


def type_mend(node: nodes.NamedType) -> Mend | None:
    """What to write for the unknown type *node*; None where it is no type of another language."""
    name = node.name.text.lower()
    if name in _OPTIONAL:
        return _optional(node)
    if name in _UNION and node.items:
        return _union(node)
    habit = habits.TYPES.get(name)
    if habit is None:
        return None
    if habit.word in ("list", "map"):
        want = "list[str]" if habit.word == "list" else "map[str, int]"
        return Mend(f"write `{want}`", replacing(node.name.span, habit.word) if node.items else None)
    # A length in brackets, as in `varchar(40)`, is a setting that does not parse; a range fits `str`, `int`, `float`.
    return Mend(habit.help, replacing(node.name.span, habit.word) if habit.word else None)


def limits_mend(node: nodes.NamedType, limits: Sequence[nodes.TypeSetting]) -> Mend:
    """The range that the settings *limits* of *node* write."""
    ends: dict[bool, int | float] = {}
    for setting in limits:
        value = setting.value.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            ends[habits.LIMITS[setting.name.text.lower()]] = value
    text = f"{ends.get(True, '')}..{ends.get(False, '')}"
    if len(ends) != len(limits) or node.range is not None:
        return Mend(f"write a range: `{node.name.text}(1..20)`")
    source = node.span.source
    first, last = limits[0].span, limits[-1].span
    whole = Span(source, first.start, last.end)
    # The range stands first, and only limits may lie between the limits.
    between = [s for s in node.settings if s not in limits and whole.start <= s.span.start < whole.end]
    fix = Fix(f"write `{text}`", (Edit(whole, text),)) if not between and node.settings[0] is limits[0] else None
    return Mend(f"write `{node.name.text}({text})`", fix)


def quoted(text: str) -> str:
    """*text* as a string of the language."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _optional(node: nodes.NamedType) -> Mend:
    if len(node.items) != 1:
        return Mend("write `?` behind the type: `str?`")
    item = node.items[0].span.text
    text = item if item.endswith("?") else f"{item}?"
    return Mend(f"write `{text}`", replacing(node.span, text))


def _union(node: nodes.NamedType) -> Mend:
    if all(isinstance(item, nodes.LiteralTypeNode) for item in node.items):
        text = " | ".join(item.span.text for item in node.items)
        return Mend(f"write `{text}`", replacing(node.span, text))
    names = {item.span.text for item in node.items}
    if names == {"int", "float"}:
        return Mend("write `float`, which takes whole numbers too", replacing(node.span, "float"))
    return Mend('a union holds texts only: `"a" | "b"`')
