"""Literals whose form nobody chose."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from ..syntax.strings import long_text
from .layout import Doc, Long

_CONTROL: Final = "\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_STRING: Final = re.compile(f'[{_CONTROL}"\\\\]')
_LONG: Final = re.compile(f'[{_CONTROL}\\\\]|"""')
_TEMPLATE: Final = re.compile(f'[{_CONTROL}"\\\\{{}}]')
_ESCAPES: Final = {
    "\n": "\\n", "\t": "\\t", '"': '\\"', "\\": "\\\\", '"""': '\\"\\"\\"', "{": "{{", "}": "}}",
}  # fmt: skip


def _escaped(match: re.Match[str]) -> str:
    return _ESCAPES.get(match.group()) or f"\\u{{{ord(match.group()):x}}}"


def number_text(value: float) -> str:
    """*value* as the language writes it: whole numbers of five digits and more in groups of three."""
    if isinstance(value, int):
        return f"{value:_}" if abs(value) >= 10_000 else str(value)
    text = repr(value)
    # An exponent follows a fraction, always.
    return text if "." in text else text.replace("e", ".0e")


def plain_number(value: float) -> str:
    """*value* without exponent, which a range has no room for."""
    if isinstance(value, int):
        return number_text(value)
    text = format(Decimal(repr(value)), "f")
    return text if "." in text else f"{text}.0"


def quote(text: str) -> str:
    """*text* as a string on one line."""
    return f'"{_STRING.sub(_escaped, text)}"'


def string_doc(text: str) -> Doc:
    """*text* as a string: over several lines where it has several and their layout survives that."""
    if "\n" not in text:
        return quote(text)
    lines = [_LONG.sub(_escaped, line) for line in text.split("\n")]
    # The lines get the indentation of their place, which reading takes off again, perhaps with their own.
    indented = "".join(f"\n  {line}".rstrip(" ") for line in lines)
    if long_text(f"{indented}\n  ") != text:
        return quote(text)
    return Long(('"""', *(line.rstrip(" ") for line in lines), '"""'))


def template_text(text: str) -> str:
    """*text* as it stands in a template on one line."""
    return _TEMPLATE.sub(_escaped, text)
