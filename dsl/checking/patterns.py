"""Which regular expressions a `pattern=` may hold: those that mean the same in Python and in ECMAScript."""

from __future__ import annotations

import re
import warnings
from typing import Final

from . import ambiguity

MAX_PATTERN: Final = 500
"""Longest pattern, in code points."""

_SHORTHANDS: Final = {
    "d": "[0-9]",
    "w": "[A-Za-z0-9_]",
    "s": "[ ]",
    "D": "[^0-9]",
    "W": "[^A-Za-z0-9_]",
    "S": "[^ ]",
}
_SAFE_ESCAPES: Final = frozenset("\\.*+?()[]{}|^$/-nt")
_REPEAT: Final = re.compile(r"\{\d+(,\d*)?\}")


def pattern_problem(pattern: str) -> str | None:
    """Why *pattern* is refused, None where it is fine."""
    if len(pattern) > MAX_PATTERN:
        return f"it is longer than {MAX_PATTERN} characters"
    with warnings.catch_warnings():
        # Python warns where a later version will read a pattern differently.
        warnings.simplefilter("error")
        try:
            re.compile(pattern)
        except (re.error, RecursionError, OverflowError, Warning) as problem:
            return f"it is not a regular expression ({problem})"
    return _foreign(pattern) or ambiguity.problem(pattern)


def mended_pattern(pattern: str) -> str | None:
    """*pattern* without anchors and shorthands, which are not needed; None where it is refused for something else."""
    bare = pattern.removeprefix("^")
    bare = bare[:-1] if bare.endswith("$") and not bare.endswith("\\$") else bare
    parts, at, inside = [], 0, False
    while at < len(bare):
        char, after = bare[at], bare[at + 1 : at + 2]
        if char == "\\":
            # Inside a set, what a shorthand stands for loses its own brackets; a negated one has no such form.
            plain = _SHORTHANDS.get(after, char + after)
            parts.append(plain[1:-1] if inside and after in "dws" and after else plain)
            at += 2
            continue
        inside = char != "]" if inside else char == "["
        parts.append(char)
        at += 1
    mended = "".join(parts)
    return mended if mended and pattern_problem(mended) is None else None


def _foreign(pattern: str) -> str | None:
    """What in a valid *pattern* other engines read differently."""
    position, inside = 0, False
    while position < len(pattern):
        char, rest = pattern[position], pattern[position + 1 :]
        width = 1
        if char == "\\":
            problem = _escape_problem(rest[:1])
            if problem:
                return problem
            width = 2
        elif inside:
            inside = char != "]"
        elif char == "[":
            inside = True
            if rest.startswith(("]", "^]")):
                return "`]` at the beginning of a set must be written `\\]`"
            width = 2 if rest.startswith("^") else 1
        elif char in "^$":
            return f"`{char}` is not needed: the whole text must match anyway"
        elif char == "(":
            if rest.startswith("?") and not rest.startswith("?:"):
                return "of the groups that begin with `(?` only `(?:...)` is allowed"
            width = 3 if rest.startswith("?:") else 1
        elif char in "*+?}" and rest.startswith("+"):
            return "a quantifier cannot be followed by `+`"
        elif char == "{" and not _REPEAT.match(char + rest):
            return "a plain `{` must be written `\\{`"
        position += width
    return None


def _escape_problem(char: str) -> str | None:
    if char in _SHORTHANDS:
        return f"`\\{char}` differs between regex engines: write `{_SHORTHANDS[char]}`"
    if char.isdigit():
        return "a back-reference is not allowed"
    if char in "bBAZ":
        return f"`\\{char}` is not needed: the whole text must match anyway"
    return None if char in _SAFE_ESCAPES else f"the escape `\\{char}` differs between regex engines"
