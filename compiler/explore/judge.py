"""What a task may not be: one of two alike, one whose question or documents give answers away, one with a short cut.

Also how often each answer comes: a task set where one answer is right too often can be passed by guessing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from toolwright.runtime.ir.tools import Tool
from toolwright.runtime.jsontext import canonical

from ..prove.blind import BlindCalls
from ..prove.leaks import SHORTEST, document_text, folded, holds_word, ways_to_write
from .plans import Draft
from .reach import Reach
from .walker import Refused, Walker

MOST_OFTEN: Final = 0.25
"""Most tasks of a family with one answer, as a share, while there are others to choose from."""
MOST_OFTEN_OVERALL: Final = 0.1
"""The same over all tasks of a kind."""
FEWEST, FEWEST_OVERALL = 8, 30
"""Tasks that these shares are taken of at the beginning."""


class Unbalanced(Refused):
    """A good task whose answer comes too often already."""


class Judge:
    """Judges candidates in turn; what it has taken counts against those after."""

    def __init__(
        self,
        walker: Walker,
        reach: Reach,
        tools: Sequence[Tool],
        authored: Sequence[BlindCalls],
        taken: Iterable[str],
    ) -> None:
        """*tools* are all that a task may be offered; *authored* is what blind calls of the author's own show.

        The questions *taken* are asked already.
        """
        self._walker = walker
        self._reach = reach
        self._authored = authored
        self._documents = "\n".join(map(document_text, tools))
        self._in_documents: dict[str, bool] = {}
        self._signatures: set[Any] = set()
        self._questions = set(taken)
        self.judged: set[str] = set()
        """The questions of all candidates so far."""
        self._families: dict[str, Counter[str]] = {}
        self._kinds: dict[str, Counter[str]] = {}

    def judge(self, draft: Draft, *, balanced: bool = True) -> None:
        """Hold *draft* to all rules; raises Refused, and Unbalanced where only its answer comes too often."""
        self.judged.add(draft.question)
        if draft.signature in self._signatures or draft.question in self._questions:
            raise Refused("a task is there already")
        self._facts(draft)
        self._leaks(draft)
        if len(draft.steps) > 1:
            self._short_cuts(draft)
        if balanced:
            self._balance(draft)

    def take(self, draft: Draft) -> None:
        """Count *draft* as made."""
        answer = canonical(draft.answer.value)
        self._signatures.add(draft.signature)
        self._questions.add(draft.question)
        self._families.setdefault(draft.family, Counter())[answer] += 1
        self._kinds.setdefault(draft.kind, Counter())[answer] += 1

    def _facts(self, draft: Draft) -> None:
        for step in draft.steps:
            if any(other is not step and step.shown.fact in other.shown.facts for other in draft.steps):
                raise Refused("one call shows what two steps ask for")
            fact = step.shown.fact
            if fact is not None and any(fact in seen.unasked or seen.whatever(fact) for seen in self._authored):
                raise Refused("a tool shows it without being asked")

    def _leaks(self, draft: Draft) -> None:
        question = folded(draft.question)
        for step in draft.steps:
            for text in _texts(step.shown.value):
                if holds_word(text, question):
                    raise Refused("a sub-answer stands in the question")
                if len(text) >= SHORTEST and self._documented(text):
                    raise Refused("a sub-answer stands in a document")

    def _documented(self, text: str) -> bool:
        if text not in self._in_documents:
            round_number = text.strip("0") == "1"  # such as bounds of parameters are
            self._in_documents[text] = round_number or holds_word(text, self._documents)
        return self._in_documents[text]

    def _short_cuts(self, draft: Draft) -> None:
        calls = {(s.move, s.argument, s.limit) for s in draft.steps}
        limits = {step.limit for step in draft.steps}
        later = {step.shown.fact for step in draft.steps if step.after}
        if any(step.after and (step.move.source, step.argument) in draft.named for step in draft.steps):
            raise Refused("a later call can be made at once")
        answer = draft.answer.value
        for state, name in draft.named:
            for (move, limit), shown in self._walker.at_once(state, name):
                if (move, name, limit) in calls or limit not in limits | {None}:
                    continue
                if later & shown.facts or (draft.computed and shown.value == answer):
                    raise Refused("one call gives the answer at once")
        if self._reach.short_cut(draft):
            raise Refused("fewer calls give the answer")
        if draft.computed and any(step.shown.value == answer for step in draft.steps[:-1]):
            raise Refused("an earlier step has the answer")

    def _balance(self, draft: Draft) -> None:
        answer = canonical(draft.answer.value)
        for counts, share, fewest in (
            (self._families.get(draft.family), MOST_OFTEN, FEWEST),
            (self._kinds.get(draft.kind), MOST_OFTEN_OVERALL, FEWEST_OVERALL),
        ):
            if counts is not None and counts[answer] + 1 > share * max(fewest, counts.total() + 1):
                raise Unbalanced("an answer comes too often")


def _texts(value: Any) -> Iterator[str]:
    """The ways to write what *value* holds."""
    for part in value if isinstance(value, list) else (value,):
        yield from map(folded, ways_to_write(part))
