"""Plans: moves put together into a task, with its question, its steps and its answer.

A walk is a chain of moves. Walks of one shape from several starts are compared, added or listed; a walk may fork into
several fields at its end, or fan out over the rows of a list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from toolwright.runtime.bundle import TaskAnswer

from .. import english
from . import formulas
from .answers import Combine, Given, combined, listed, single
from .moves import Move, Op, State
from .phrases import About, Speaker, pick
from .schema import Column, Group
from .walker import Refused, Shown, Walker
from .wording import FieldWords, Phrase

Draw = Callable[[str, int], int]
"""From a purpose and a number to a number below it: the seed's choice for one candidate."""


LONGEST_PART: Final = 110
"""Most characters of a question for each move and each start of its plan."""


@dataclass(frozen=True)
class Planned:
    """One step of a plan."""

    move: Move
    argument: Any
    limit: Any
    after: tuple[int, ...]
    """Places of the steps whose answers it takes."""
    question: str
    shown: Shown


@dataclass(frozen=True)
class Draft:
    """A task that may still be refused."""

    kind: str
    family: str
    question: str
    steps: tuple[Planned, ...]
    answer: TaskAnswer
    named: tuple[tuple[State, Any], ...]
    """What the question names."""
    computed: bool
    """Whether the answer is new, so that no sub-answer may be equal to it."""

    @property
    def signature(self) -> tuple[Any, ...]:
        """What makes two tasks the same, whatever their words."""
        calls = frozenset((s.move.op, s.move.source, s.move.column.name, s.argument, s.limit) for s in self.steps)
        return (self.family, calls)


@dataclass(frozen=True)
class Walked:
    """A walk that was made."""

    steps: tuple[Planned, ...]
    about: About
    """What the last move is about, in words that the question may use."""
    limit: Any
    """The last move's."""


class Planner:
    """Makes drafts of every shape; each of its methods raises Refused for a candidate that makes no good task."""

    def __init__(self, walker: Walker, speaker: Speaker) -> None:
        """Walk with *walker* and speak with *speaker*."""
        self._walker = walker
        self._speaker = speaker

    # -------------------------------------------------------------- shapes

    def walk(self, moves: Sequence[Move], start: Any, draw: Draw) -> Draft:
        """One chain of moves: `single_hop`, or `multi_hop`."""
        walked = self._walk(moves, start, draw, 0, set())
        last = walked.steps[-1]
        asked = self._speaker.asks(last.move, walked.about, last.limit)
        question = pick(asked, draw("question", len(asked))) + self._hint(last.move)
        kind = "single_hop" if len(moves) == 1 else "multi_hop"
        answer = single(last.move, Given(last.shown.value, formulas.result(len(walked.steps) - 1)))
        return self._draft(kind, "", walked.steps, question, answer, moves, [start])

    def beside(self, moves: Sequence[Move], starts: Sequence[Any], combine: Combine, draw: Draw) -> Draft:
        """The same walk from several starts, the answers combined."""
        order = list(starts)
        for place in range(len(order) - 1, 0, -1):
            other = draw(f"order {place}", place + 1)
            order[place], order[other] = order[other], order[place]
        steps: tuple[Planned, ...] = ()
        walks, visited = list[Walked](), set[tuple[State, Any]]()
        names, values = list[Given](), list[Given]()
        for start in order:
            walked = self._walk(moves, start, draw, len(steps), visited)
            walks.append(walked)
            before = formulas.result(len(steps) + len(moves) - 2) if len(moves) > 1 else formulas.constant(start)
            steps += walked.steps
            names.append(Given(walked.steps[-1].argument, before))
            values.append(Given(walked.steps[-1].shown.value, formulas.result(len(steps) - 1)))
        last = moves[-1]
        answer = self._combined(combine, last, names, values)
        asked = self._ask_beside(combine, last, walks, self._speaker.together(moves[:-1], order), len(moves) > 1)
        kind = "parallel_single_hop" if len(moves) == 1 else "parallel_multi_hop"
        question = pick(asked, draw("question", len(asked)))
        return self._draft(kind, combine, steps, question, answer, moves, order)

    def fork(self, moves: Sequence[Move], ends: Sequence[Move], start: Any, draw: Draw) -> Draft:
        """A walk to a row, then several of its fields."""
        steps: tuple[Planned, ...] = ()
        if moves:
            walked = self._walk(moves, start, draw, 0, set())
            last = walked.steps[-1]
            self._walker.standing(last.move, last.shown.value)
            about, row, steps = self._speaker.then(last.move, walked.about), last.shown.value, walked.steps
        else:
            about, row = self._speaker.start(ends[0], start), start
        after = (len(steps) - 1,) if steps else ()
        named = self._speaker.start(ends[0], row)
        for end in ends:
            steps += (self._planned(end, row, None, after, named, draw),)
        nouns = [f"the {self._words(end.column).value}{_in_brackets(self._words(end.column).unit)}" for end in ends]
        of = about.phrase.text
        asked = [
            f"What are {english.listed(nouns)} of {of}, in this order?",
            f"I need {english.listed(nouns)} of {of}, in this order.",
        ]
        answer = listed([Given(steps[p].shown.value, formulas.result(p)) for p in range(len(moves), len(steps))])
        kind = "parallel_multi_hop" if moves else "parallel_single_hop"
        return self._draft(
            kind, Combine.LIST, steps, pick(asked, draw("question", 2)), answer, [*moves, ends[0]], [start]
        )

    def fan(self, moves: Sequence[Move], listing: Move, field: Move, combine: Combine, start: Any, draw: Draw) -> Draft:
        """A walk to a list of rows, then one field of each."""
        walked = self._walk([*moves, listing], start, draw, 0, set())
        steps = walked.steps
        after = (len(steps) - 1,)
        names = [Given(name, formulas.item(len(moves), i)) for i, name in enumerate(steps[-1].shown.value)]
        for name in (given.value for given in names):
            steps += (self._planned(field, name, None, after, self._speaker.start(field, name), draw),)
        values = [Given(steps[p].shown.value, formulas.result(p)) for p in range(len(moves) + 1, len(steps))]
        group, column = listing.group, field.column
        assert group is not None
        words = self._words(column)
        members = self._speaker.members(group, walked.about)
        match combine:
            case Combine.SUM:
                asked = [
                    f"What {words.value_be} the total {words.value}{words.in_unit} of the {members}?",
                    f"What do the {words.values}{words.in_unit} of the {members} add up to?",
                ]
            case Combine.DIFFERENCE:
                least, most = words.compared(most=False, among_many=True), words.compared(most=True, among_many=True)
                noun = words.value
                high, low = ("largest", "smallest") if words.counts else (most, least)
                apart = f"the difference{words.in_unit} between the {high} and the {low} {noun} of the {members}"
                asked = [f"What is {apart}?", f"Can you tell me {apart}?"]
            case _:
                said = self._speaker.superlative(column, combine is Combine.MOST)
                hint = self._speaker.label_hint(column.entity)
                asked = [f"Which of the {members} {said}?{hint}", f"Of all {members}, which one {said}?{hint}"]
        answer = self._combined(combine, field, names, values)
        question = pick(asked, draw("question", len(asked)))
        return self._draft(
            "parallel_multi_hop", f"fan {combine}", steps, question, answer, [*moves, listing, field], [start]
        )

    def is_verb(self, column: Column) -> bool:
        """Whether a field is asked for with a verb rather than a noun."""
        return self._words(column).verb is not None

    # -------------------------------------------------------------- walking

    def _walk(
        self, moves: Sequence[Move], start: Any, draw: Draw, offset: int, visited: set[tuple[State, Any]]
    ) -> Walked:
        _simple(moves)
        about = self._speaker.start(moves[0], start)
        argument, steps = start, list[Planned]()
        for number, move in enumerate(moves):
            if (move.source, argument) in visited:
                raise Refused("a walk comes back to where it was")
            visited.add((move.source, argument))
            limit = move.limits[draw(f"limit {number}", len(move.limits))] if move.limits else None
            after = (offset + number - 1,) if number else ()
            steps.append(self._planned(move, argument, limit, after, self._speaker.start(move, argument), draw))
            if number + 1 < len(moves):
                argument = steps[-1].shown.value
                self._walker.standing(move, argument)
                about = self._speaker.then(move, about, limit)
        last = steps[-1]
        if last.move.target is not None and (last.move.target, last.shown.value) in visited:
            raise Refused("a walk comes back to where it was")
        return Walked(tuple(steps), about, last.limit)

    def _planned(
        self, move: Move, argument: Any, limit: Any, after: tuple[int, ...], about: About, draw: Draw
    ) -> Planned:
        shown = self._walker.step(move, argument, limit)
        asked = self._speaker.asks(move, about, limit)
        return Planned(move, argument, limit, after, pick(asked, draw(f"step {argument}", len(asked))), shown)

    # -------------------------------------------------------------- answers

    def _draft(
        self,
        kind: str,
        combine: str,
        steps: tuple[Planned, ...],
        question: str,
        answer: TaskAnswer,
        moves: Sequence[Move],
        starts: Sequence[Any],
    ) -> Draft:
        if len(question) > LONGEST_PART * (len(moves) + len(starts)):
            raise Refused("the question is too long")
        family = " ".join(filter(None, (kind, combine, self._walker.tools[moves[-1]].name)))
        named = [(moves[0].source, start) for start in starts]
        computed = combine not in (Combine.MOST, Combine.LEAST, "fan most", "fan least", Combine.LIST)
        return Draft(kind, family, question, steps, answer, tuple(named), computed)

    def _combined(self, combine: Combine, move: Move, names: Sequence[Given], values: Sequence[Given]) -> TaskAnswer:
        answer = combined(combine, names, values)
        if combine not in (Combine.MOST, Combine.LEAST) or move.source[1]:
            return answer
        phrase = self._speaker.start(move, answer.value).phrase.text
        aliases = (phrase.removeprefix("the "),) if phrase != str(answer.value) else ()
        return answer.model_copy(update={"aliases": aliases})

    # -------------------------------------------------------------- words

    def _hint(self, move: Move) -> str:
        if move.op not in (Op.LINK, Op.BEST) or move.target is None:
            return ""
        return self._speaker.label_hint(move.target[0])

    def _words(self, column: Column) -> FieldWords:
        return self._speaker.wording.column(column)

    def _ask_beside(
        self, combine: Combine, last: Move, walks: Sequence[Walked], together: str | None, deep: bool
    ) -> list[str]:
        words = self._words(last.column)
        xs = [walked.about.phrase.text for walked in walks]
        all_xs = together or english.listed(xs)
        phrases = [self._speaker.phrase(last, walked.about, walked.limit) for walked in walks]
        unit = words.in_unit
        match combine:
            case Combine.SUM if last.op is Op.FIELD:
                return [
                    f"What {words.value_be} the total {words.value}{unit} of {all_xs}?",
                    f"What do the {words.values}{unit} of {all_xs} add up to?",
                ]
            case Combine.SUM:
                either = About(Phrase(english.listed(xs, "or")))
                members = self._speaker.members(_group(last), either)
                what = "number of" if last.op is Op.COUNT else f"{words.value}{unit} of the"
                return [f"What is the total {what} {members}?"]
            case Combine.DIFFERENCE if last.op is Op.FIELD:
                return [
                    f"What is the difference{unit} between the {words.values} of {all_xs}?",
                    f"By how much{unit and f',{unit},'} do the {words.values} of {all_xs} differ?",
                ]
            case Combine.DIFFERENCE:
                shown = unit if last.op is Op.TOTAL else ""
                return [f"What is the difference{shown} between {english.listed(phrases)}?"]
            case Combine.DAYS:
                return [
                    f"How many days lie between {english.listed(phrases)}?",
                    f"How many days are there between {english.listed(phrases)}?",
                ]
            case Combine.LIST:
                return self._ask_list(last, all_xs, phrases)
        return self._ask_compared(combine, last, xs, together, deep)

    def _ask_list(self, last: Move, of: str, phrases: Sequence[str]) -> list[str]:
        words = self._words(last.column)
        if words.verb is None:
            return [
                f"What are the {words.values}{words.in_unit} of {of}, in this order?",
                f"Give the {words.values}{words.in_unit} of {of}, in this order.",
            ]
        if last.column.link is None:
            return [f"What are {english.listed(phrases)}? Answer in this order."]
        plural, verb = self._speaker.wording.entity(last.column.link).plural, words.verb
        core = (verb.words if verb.passive else verb.base).removesuffix(f" {verb.preposition}".rstrip())
        which = english.capital(f"{verb.preposition} which {plural}".strip())
        return [f"{which} {'were' if verb.passive else 'do'} {of} {core}, in this order?"]

    def _ask_compared(
        self, combine: Combine, last: Move, xs: Sequence[str], together: str | None, deep: bool
    ) -> list[str]:
        words, most, two = self._words(last.column), combine is Combine.MOST, len(xs) == 2
        entity, _ = last.source
        noun = self._speaker.wording.entity(entity)
        hint = self._speaker.label_hint(entity) if deep and not last.source[1] else ""
        comparison = words.compared(most, among_many=not two)
        if last.op is Op.COUNT:
            return [self._ask_counted(last, xs, together, most) + hint]
        if words.verb:
            ranks = ("later", "earlier") if two else ("last", "first")
            said = f"{words.verb.finite()} {ranks[0 if most else 1]}"
        else:
            said = f"has {'' if comparison in ('more', 'fewer') else 'the '}{comparison} {words.noun}"
        if together:
            return [f"Which of {together} {said}?{hint}"]
        which = f"Which {noun.noun}" if deep else "Who" if noun.person else "Which"
        colon = ":" if deep or any("," in x for x in xs) else ","
        return [
            f"{which} {said}{colon} {english.listed(xs, 'or')}?{hint}",
            f"Of {english.listed(xs)}, which {noun.noun} {said}?{hint}"
            if deep
            else f"Which of {english.listed(xs)} {said}?",
        ]

    def _ask_counted(self, last: Move, xs: Sequence[str], together: str | None, most: bool) -> str:
        of = together or english.listed(xs)
        group = _group(last)
        words, plural = self._words(group.column), self._speaker.wording.entity(group.entity).plural
        more = ("more" if most else "fewer") if len(xs) == 2 else ("the most" if most else "the fewest")
        if words.verb is None:
            return f"Which of {of} is the {words.noun} of {more} {plural}?"
        verb = words.verb
        core = (verb.words if verb.passive else verb.base).removesuffix(f" {verb.preposition}".rstrip())
        which = english.capital(f"{verb.preposition} which of {of}".strip())
        return f"{which} {'were' if verb.passive else 'do'} {more} {plural} {core}?"


def _simple(moves: Sequence[Move]) -> None:
    """Hold a walk to few superlatives and few detours over shared words, which are hard to read inside each other."""
    allowed = 1 + (len(moves) > 4) + (len(moves) > 6)
    inner = moves[:-1]
    if sum(m.op is Op.BEST for m in inner) > allowed or sum(m.op is Op.FIELD for m in inner) > allowed:
        raise Refused("a question holds too many superlatives")


def _in_brackets(unit: str) -> str:
    return f" (in {unit})" if unit else ""


def _group(move: Move) -> Group:
    assert move.group is not None
    return move.group


__all__ = ["Draft", "Draw", "Planned", "Planner"]
