"""Phrasings of answers: texts that are right as they stand, so each must say this answer and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from toolwright.runtime import Task, readings
from toolwright.runtime.answers import RELATIVE_TOLERANCE, Answer, answer_text, matches
from toolwright.runtime.jsontext import canonical

MOST_ALIKE: Final = 20
"""Different answers that are kept for one text."""
FACTORS: Final = (*(10**power for power in range(1, 13)), 7, 12, 24, 60, 1440, 3600, 86400)
"""What amounts are multiplied by where they are said in another unit: grams in kilograms, minutes in hours, shares in
percent."""


@dataclass(frozen=True, slots=True)
class Misleading:
    """A phrasing that is right for an answer, though it says another one."""

    phrasing: str
    why: str


def said_alike(tasks: Iterable[Task]) -> Mapping[str, Sequence[Answer]]:
    """The different answers of the *tasks* of one family by the words of their phrasings and of themselves.

    Empty where no task has a phrasing.
    """
    answers = [task.answer for task in tasks]
    found: dict[str, dict[str, Answer]] = {}
    for answer in answers if any(answer.aliases for answer in answers) else ():
        for text in (answer_text(answer), *answer.aliases):
            alike = found.setdefault(readings.plain(text), {})
            if len(alike) < MOST_ALIKE:
                alike.setdefault(canonical(answer.value), answer)
    return {words: list(alike.values()) for words, alike in found.items()}


def misleading(own: Answer, alike: Mapping[str, Sequence[Answer]]) -> Iterable[Misleading]:
    """The phrasings of *own* that read as another value, or that are right for another answer of *alike*, too."""
    alone = replace(own, aliases=())
    for phrasing in own.aliases:
        if matches(alone, f"Answer: {phrasing}"):
            continue  # it says the answer itself, as exactly as the answer is asked for
        if _reads_otherwise(own, phrasing):
            yield Misleading(phrasing, "it reads as another value")
            continue
        for other in alike.get(readings.plain(phrasing), ()):
            if not matches(alone, f"Answer: {answer_text(other)}"):
                yield Misleading(phrasing, f"another task of the family, whose answer is {other.value!r}, says it too")
                break


_READ: Final[Mapping[str, Callable[[str], Any]]] = {
    "boolean": readings.truth,
    "date": readings.day,
    "datetime": readings.moment,
}
"""How a text that is not the answer itself reads as a value of its type; None where it says nothing of the kind."""


def _reads_otherwise(own: Answer, phrasing: str) -> bool:
    """Whether a *phrasing* that is not the answer itself says a value all the same.

    An amount in another unit is no other value; a rounding that the tolerance does not allow is one.
    """
    if own.type in _READ:
        return _READ[own.type](phrasing) is not None
    if own.type not in ("integer", "number") or not isinstance(own.value, int | float):
        return False
    said = readings.numbers(phrasing)
    exact = Fraction(repr(own.value))
    allowed = max(abs(exact) * RELATIVE_TOLERANCE, Fraction(repr(own.tolerance or 0)))
    return bool(said) and not any(
        abs(exact - amount) <= allowed
        for value in said
        for factor in FACTORS
        for amount in (value * factor, value / factor)
    )
