"""Final answers: where a text gives its answer, and whether that is the one that was computed.

The comparison is typed and takes a whole text: what names several candidates matches none of them.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Any, Final, Literal, TypeAlias

from . import readings
from .jsontext import canonical, parse_value
from .schema import DATE_PATTERN, DATETIME_PATTERN

Scalar: TypeAlias = str | int | float | bool
AnswerType: TypeAlias = Literal["integer", "number", "string", "boolean", "date", "datetime", "list"]

RELATIVE_TOLERANCE: Final = Fraction(1, 10**9)
"""How far a number may be off, of its own size, where its answer names no tolerance."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The right answer of a task.

    *value* is a scalar of *type* (dates and datetimes as ISO text) or a list of scalars of one type.
    *tolerance* is absolute and holds for numbers, those of a list too; without it integers are exact and
    numbers as exact as `RELATIVE_TOLERANCE`. *unordered* is for lists. *aliases* are other texts for the
    whole.

    Raises ValueError where *value* is no value of *type* or *tolerance* is negative.
    """

    value: Scalar | list[Scalar] | tuple[Scalar, ...]
    type: AnswerType
    tolerance: float | None = None
    unordered: bool = False
    aliases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _fits(self.value, self.type):
            raise ValueError(f"the answer's value is no {self.type}")
        if self.tolerance is not None and not 0 <= self.tolerance < float("inf"):
            raise ValueError("an answer's tolerance is a finite number from 0")


def final_text(text: str) -> str:
    """What *text* says after thinking: all behind the last `</think>`, nothing where thinking never ends."""
    after = text.rpartition("</think>")[2]
    return "" if "<think>" in after else after.strip()


_MARKER: Final = re.compile(
    r"^[ \t>#-]*+(?P<open>\**+)[ \t]*+(?:final[ \t]++)?answer[ \t]*+"
    r"(?P<inner>\**+)[ \t]*+[:：][ \t]*+(?P<outer>\**+)",
    re.IGNORECASE | re.MULTILINE,
)


def extract(text: str) -> str:
    """The part of *text* that gives the answer.

    It is what follows the last line's beginning `Answer:` (bold or not, after thinking), or else all that
    follows the thinking.
    """
    said = final_text(text)
    marker = None
    for found in _MARKER.finditer(said):
        marker = found
    if marker is None:
        return said
    if not marker["open"] or marker["inner"]:
        return said[marker.start("outer") :].strip()
    # Bold that opens before the marker closes right behind it (`**Answer:** X`) or last (`**Answer: X**`).
    answer = said[marker.end() :].strip()
    return answer if marker["outer"] else answer.removesuffix(marker["open"]).strip()


def answer_text(answer: Answer) -> str:
    """A text that gives the answer and that `matches` takes (after `Answer: `, say)."""
    if isinstance(answer.value, (list, tuple)):
        return canonical(list(answer.value))
    if isinstance(answer.value, bool):
        return "yes" if answer.value else "no"
    return str(answer.value)


_PHRASE: Final = re.compile(r"(?:so,? |thus,? |hence,? |therefore,? )?the (?:final )?answer is:? ", re.IGNORECASE)


def matches(answer: Answer, text: str) -> bool:
    """Whether *text*, a model's last message with its thinking, gives *answer* and nothing beside it."""
    said = extract(text)
    if not said:
        return False
    candidates = [said]
    sentence = readings.bare(said)
    if phrase := _PHRASE.match(sentence):
        candidates.append(sentence[phrase.end() :])
    return any(_says(answer, candidate) for candidate in candidates)


def _says(answer: Answer, said: str) -> bool:
    words = readings.plain(said)
    if any(words == readings.plain(alias) for alias in answer.aliases):
        return True
    if isinstance(answer.value, (list, tuple)):
        return _says_list(answer.value, said, answer)
    kind = _KINDS[answer.type]
    return kind.same(kind.own(answer.value), kind.read(said), answer.tolerance)


# -- One value -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Kind:
    """How values of one type are compared: what the answer's own value is, and what a text reads as."""

    own: Callable[[Any], Any]
    read: Callable[[str], Any]
    same: Callable[[Any, Any, float | None], bool]


def _equal(own: object, read: object, _tolerance: float | None) -> bool:
    return own == read


def _near(own: Fraction, read: Iterable[Fraction], tolerance: float | None) -> bool:
    allowed = abs(own) * RELATIVE_TOLERANCE if tolerance is None else _exact(tolerance)
    return any(abs(own - value) <= allowed for value in read)


def _near_integer(own: Fraction, read: Iterable[Fraction], tolerance: float | None) -> bool:
    return _near(own, read, 0 if tolerance is None else tolerance)


def _exact(value: float) -> Fraction:
    """The number as it is written: 0.1 is a tenth, not the double next to it."""
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)


_KINDS: Final[dict[AnswerType, _Kind]] = {
    "integer": _Kind(_exact, readings.numbers, _near_integer),
    "number": _Kind(_exact, readings.numbers, _near),
    "string": _Kind(readings.plain, readings.plain, _equal),
    "boolean": _Kind(bool, readings.truth, _equal),
    "date": _Kind(datetime.date.fromisoformat, readings.day, _equal),
    "datetime": _Kind(datetime.datetime.fromisoformat, readings.moment, _equal),
}


def _fits(value: object, kind: AnswerType) -> bool:
    match kind:
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < float("inf")
        case "boolean":
            return isinstance(value, bool)
        case "string":
            return isinstance(value, str)
        case "date" | "datetime":
            return isinstance(value, str) and _is_moment(value, kind)
        case "list":
            return isinstance(value, (list, tuple)) and (not value or _item_type(value) is not None)


_STORED: Final = {"date": re.compile(DATE_PATTERN), "datetime": re.compile(DATETIME_PATTERN)}


def _is_moment(value: str, kind: Literal["date", "datetime"]) -> bool:
    if not _STORED[kind].fullmatch(value):
        return False
    try:
        _KINDS[kind].own(value)
    except ValueError:
        return False
    return True


# -- Lists -----------------------------------------------------------------------------------------


def _item_type(values: Sequence[Scalar]) -> AnswerType | None:
    """The narrowest type of all items; None where they have none in common."""
    order: tuple[AnswerType, ...] = ("boolean", "integer", "number", "date", "datetime", "string")
    return next((kind for kind in order if all(_fits(value, kind) for value in values)), None)


def _says_list(values: Sequence[Scalar], said: str, answer: Answer) -> bool:
    if not values:
        return readings.plain(said) in ("[]", "none", "empty")
    item_type = _item_type(values)
    assert item_type is not None
    kind = _KINDS[item_type]
    own = [kind.own(value) for value in values]
    return any(
        _same_items(own, [kind.read(item) for item in items], kind, answer)
        for items in _splittings(said)
        if len(items) == len(own)
    )


def _same_items(own: list[Any], read: list[Any], kind: _Kind, answer: Answer) -> bool:
    if any(item is None for item in read):
        return False
    if not answer.unordered:
        return all(kind.same(a, b, answer.tolerance) for a, b in zip(own, read, strict=True))
    own = sorted(own)
    # Where any pairing fits within the tolerance, the sorted one does.
    return any(
        all(kind.same(a, b, answer.tolerance) for a, b in zip(own, sorted(read, key=key), strict=True))
        for key in (_lowest, _highest)
    )


def _lowest(item: Any) -> Any:
    return min(item, default=0) if isinstance(item, frozenset) else item


def _highest(item: Any) -> Any:
    return max(item, default=0) if isinstance(item, frozenset) else item


_BULLET: Final = re.compile(r"[ \t]*+(?:[-*•][ \t]++|[0-9]{1,4}[.)][ \t]++)?")
MAX_ANDS: Final = 8
"""At how many places of a list's last item an `and` may be what separates two items."""

_BRACKETS: Final = {"[": "]", "(": ")", "{": "}"}


def _splittings(said: str) -> Iterator[list[str]]:
    """The ways to read *said* as a list; each must fit as a whole, so more ways open no door to guesses."""
    parsed = parse_value(readings.bare(said))
    if isinstance(parsed, list):
        if not any(isinstance(item, (list, dict)) for item in parsed):
            yield [item if isinstance(item, str) else canonical(item) for item in parsed]
        return
    lines = [line for line in said.splitlines() if line.strip()]
    yield lines
    yield [_BULLET.sub("", line, count=1) for line in lines]
    # Quotes around the whole may be those of the list or of its first and last item.
    for text in (said.strip().rstrip("."), readings.bare(said)):
        inner = text[1:-1] if _BRACKETS.get(text[:1]) == text[-1:] else text
        for separator in (r";", r",(?=\s)", r","):
            yield from _with_and(re.split(separator, inner))


def _with_and(pieces: list[str]) -> Iterator[list[str]]:
    """The pieces, and what they are if an `and` stands before the last item."""
    *first, last = (piece.strip() for piece in pieces)
    yield [*first, last]
    yield [*first, last.removeprefix("and ")]
    # Items may hold an `and` of their own (`Trinidad and Tobago`), though hardly many of them.
    for found in islice(re.finditer(" and ", last), MAX_ANDS):
        yield [*first, last[: found.start()], last[found.end() :]]


__all__ = [
    "RELATIVE_TOLERANCE",
    "Answer",
    "AnswerType",
    "Scalar",
    "answer_text",
    "extract",
    "final_text",
    "matches",
]
