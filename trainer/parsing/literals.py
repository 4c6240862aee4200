"""Python literals, as some models write arguments, to JSON text; read by rule, never run."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from typing import Final

from toolwright.runtime.jsontext import MAX_DEPTH, MAX_DIGITS

# Python's strings end with their lines; models write longer ones.
_STRING: Final = re.compile(r"""([rRuUbBfF]{0,2})("(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+')""", re.DOTALL)
_QUOTE: Final = re.compile(r"""[rRuUbBfF]{0,2}["']""")
_ESCAPE: Final = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|N\{([^}]*+)\}|([0-7]{1,3})|(.))", re.DOTALL
)
_SIMPLE: Final = {
    "n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "a": "\a", "v": "\v",
    "\\": "\\", "'": "'", '"': '"', "\n": "",
}  # fmt: skip
_NUMBER: Final = re.compile(
    r"[-+]?(?:0[xX][0-9a-fA-F]++|(?:[0-9][0-9_]*+(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][-+]?[0-9]++)?)(?![\w.])"
)
_JSON_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?")
_WORD: Final = re.compile(r"[A-Za-z_]\w*+")
_WORDS: Final = {"True": "true", "False": "false", "None": "null", "true": "true", "false": "false", "null": "null"}
_SPACE: Final = re.compile(r"\s*+")


class LiteralError(ValueError):
    """No literal of what JSON has stands there; `reached` says how far the text was read."""

    def __init__(self, reached: int) -> None:
        """Reading stopped at *reached*."""
        super().__init__(reached)
        self.reached = reached


def skip(text: str, position: int) -> int:
    """Where what follows white space begins."""
    space = _SPACE.match(text, position)
    return space.end() if space else position


def literal(text: str, position: int, depth: int = 0) -> tuple[str, int]:
    """The JSON text of the literal at *position*, and where it ends: strings, numbers, True, None, and lists,
    sets and dicts of them; `true` and `null`, too, since models mix them.

    Raises LiteralError for anything else.
    """
    mark = text[position : position + 1]
    if mark in ("[", "{"):
        if depth == MAX_DEPTH:
            raise LiteralError(position)
        if mark == "{":
            return _pairs(text, position + 1, depth + 1)
        return _items(text, position + 1, depth + 1, "]")
    if _QUOTE.match(text, position):
        value, end = _string(text, position)
        return json.dumps(value, ensure_ascii=False), end
    if found := _NUMBER.match(text, position):
        return _number(found[0], position), found.end()
    word = _WORD.match(text, position)
    if word is None or word[0] not in _WORDS:
        raise LiteralError(position)
    return _WORDS[word[0]], word.end()


def _items(text: str, position: int, depth: int, close: str) -> tuple[str, int]:
    items = []
    position = skip(text, position)
    while not text.startswith(close, position):
        item, position = literal(text, position, depth)
        items.append(item)
        position = _separator(text, position, close)
    return f"[{', '.join(items)}]", position + 1


def _pairs(text: str, position: int, depth: int) -> tuple[str, int]:
    pairs: list[str] = []
    start = position = skip(text, position)
    while not text.startswith("}", position):
        key, position = _string(text, position)
        position = skip(text, position)
        if not text.startswith(":", position):
            if pairs:
                raise LiteralError(position)
            return _items(text, start, depth, "}")
        value, position = literal(text, skip(text, position + 1), depth)
        pairs.append(f"{json.dumps(key, ensure_ascii=False)}: {value}")
        position = _separator(text, position, "}")
    return f"{{{', '.join(pairs)}}}", position + 1


def _separator(text: str, position: int, close: str) -> int:
    """Where the next item begins, or *close* stands."""
    position = skip(text, position)
    if text.startswith(",", position):
        return skip(text, position + 1)
    if not text.startswith(close, position):
        raise LiteralError(position)
    return position


def _string(text: str, position: int) -> tuple[str, int]:
    found = _STRING.match(text, position)
    if found is None:
        line = text.find("\n", position)
        raise LiteralError(position if not _QUOTE.match(text, position) else len(text) if line < 0 else line)
    prefix, body = found[1].lower(), found[2][1:-1]
    if "b" in prefix or "f" in prefix:
        raise LiteralError(found.end())
    if "r" not in prefix and "\\" in body:
        body = _ESCAPE.sub(lambda escape: _meant(escape, position), body)
    return body, found.end()


def _meant(escape: re.Match[str], position: int) -> str:
    if code := escape[1] or escape[2] or escape[3]:
        number = int(code, 16)
    elif escape[5]:
        number = int(escape[5], 8)
    elif escape[4] is not None:
        try:
            return unicodedata.lookup(escape[4])
        except KeyError:
            raise LiteralError(position) from None
    else:
        # An unknown escape stands for itself, backslash included.
        return _SIMPLE.get(escape[6], escape[0])
    if number > 0x10FFFF:
        raise LiteralError(position)
    return chr(number)


def _number(text: str, position: int) -> str:
    if len(text) > MAX_DIGITS:
        raise LiteralError(position)
    if _JSON_NUMBER.fullmatch(text):
        if math.isinf(float(text)):
            raise LiteralError(position)
        return text
    try:
        return str(int(text, 0 if "x" in text.lower() else 10))
    except ValueError:
        pass
    try:
        return json.dumps(float(text), allow_nan=False)
    except ValueError:
        raise LiteralError(position) from None
