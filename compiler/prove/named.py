"""What a question names: texts and numbers of the world that stand in it, and words for choosing from a list."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolwright.runtime.facts import CellFact, EffectFact, ValueFact

from .plans import leaves
from .searched import Calls, Plan, PlanStep

LONGEST_NAME = 10
"""Words of a question that are read as one value."""
BEGINNING = 4
"""Letters by which most words of a question are told to begin no text of the world."""
_WORD = re.compile(r"\w+")
WORD_PART = re.compile(r"[^\W_]+")
"""A word, or a part of a name of several."""
_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?!\w)")


@dataclass(frozen=True, slots=True)
class WorldTexts:
    """All texts of a world."""

    found: Mapping[str, Sequence[str]]
    """By how they stand in a sentence: without marks around, in lower case."""
    beginnings: frozenset[str]
    """What they begin with, one to `BEGINNING` letters each."""


def named_values(calls: Calls, plan: Plan) -> list[Any]:
    """The values that the question of *plan* names, and those that its plan starts from."""
    found: dict[str, Any] = {}
    earlier: set[str] = set()
    for step in plan.steps:
        given = {identity(leaf): leaf for leaf in leaves(step.arguments)}
        # What comes after other steps and holds nothing of what they showed was computed from it, or only comes later.
        if not step.after or not earlier.isdisjoint(given):
            for name in sorted(given.keys() - earlier, key=str):
                found.setdefault(name, given[name])
        earlier |= {identity(leaf) for leaf in leaves(step.answer)}
    texts = calls.once(("texts",), lambda: world_texts(calls.rows))
    for value in texts_in(plan.question, texts):
        found.setdefault(identity(value), value)
    for number in _NUMBER.findall(plan.question):
        text = number.replace(",", "")
        counted: float = float(text) if "." in text else int(text)
        found.setdefault(identity(counted), counted)
    return list(found.values())


def words_of(plan: Plan) -> frozenset[str]:
    """The words that a task gives for choosing: of its questions, its golden arguments, and the fields asked for."""
    said = [plan.question, *(step.question for step in plan.steps)]
    said += [str(leaf) for step in plan.steps for leaf in leaves(step.arguments)]
    for fact in (step.golden_fact for step in plan.steps):
        if isinstance(fact, CellFact):
            said.append(fact.field)
        elif isinstance(fact, ValueFact):
            said.append(fact.path)
    return frozenset(WORD_PART.findall(" ".join(said).casefold()))


def texts_in(question: str, texts: WorldTexts) -> Iterator[str]:
    """Those of the world's *texts* that *question* names."""
    words = [(m.start(), m.end()) for m in _WORD.finditer(question)]
    for i, (start, first) in enumerate(words):
        if question[start:first].casefold()[:BEGINNING] in texts.beginnings:
            for _, end in words[i : i + LONGEST_NAME]:
                yield from texts.found.get(question[start:end].casefold(), ())


def world_texts(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> WorldTexts:
    """All texts of the world."""
    found: dict[str, dict[str, None]] = {}
    for cells in itertools.chain.from_iterable(rows.values()):
        for leaf in leaves(dict(cells)):
            if isinstance(leaf, str):
                found.setdefault(re.sub(r"^\W+|\W+$", "", leaf).casefold(), {})[leaf] = None
    texts = {text: tuple(values) for text, values in found.items() if text}
    beginnings = {text[:length] for text in texts for length in range(1, BEGINNING + 1)}
    return WorldTexts(texts, frozenset(beginnings))


def is_read(plan: Plan, source: str, step: PlanStep) -> bool:
    """Whether *step* needs the result of *source*; after what writes it may come for the sake of order alone."""
    before = next(other for other in plan.steps if other.id == source)
    if not isinstance(before.golden_fact, EffectFact):
        return True
    shown = {identity(leaf) for leaf in leaves(before.answer)}
    return any(identity(leaf) in shown for leaf in leaves(step.arguments))


def identity(value: Any) -> str:
    """What tells a known value from all others: 1 is not 1.0."""
    return f"{type(value).__name__} {value!r}"
