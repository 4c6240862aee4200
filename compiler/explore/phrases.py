"""What a move is called and how it is asked for: phrases that stand in each other, questions, tools' documents.

`the population of the city in which Ann Lee was born` is the phrase of `city_population` around that of
`person_born_in` around a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from toolwright.dsl.checking import types

from .. import english
from .moves import Move, Op
from .schema import Column, Group, World
from .wording import FieldWords, Phrase, Wording


@dataclass(frozen=True)
class About:
    """What a move starts from, in words: a name, a shared word, or the phrase of the move before."""

    phrase: Phrase
    same_as: str = ""
    """For a word that was read from a row: the phrase of the row."""


@dataclass(frozen=True)
class Speaker:
    """Puts moves into words."""

    wording: Wording
    world: World

    def start(self, move: Move, given: Any) -> About:
        """What the first move of a walk starts from."""
        entity, field = move.source
        return About(Phrase(self.wording.word(entity, field, given)) if field else self.wording.name(entity, given))

    def then(self, move: Move, about: About, limit: Any = None) -> About:
        """What the next move starts from: the answer of *move*, not yet known."""
        phrase = Phrase(self.phrase(move, about, limit))
        return About(phrase, about.phrase.text if move.op is Op.FIELD else "")

    def phrase(self, move: Move, about: About, limit: Any = None, *, unit: bool = False) -> str:
        """The answer of *move* as a noun phrase, *unit* with its unit."""
        words, x = self.wording.column(move.column), about.phrase.text
        in_unit = words.in_unit if unit else ""
        match move.op:
            case Op.FIELD:
                return self._field(move.column, words, x, in_unit)
            case Op.LINK:
                return self._link(move, words, x)
            case Op.LIST:
                label = english.plural(self.wording.entity(move.entity).label)
                return f"the {label} of the {self.members(_group(move), about)}"
            case Op.COUNT:
                return f"the number of {self.members(_group(move), about)}"
            case Op.TOTAL:
                return f"the total {words.value}{in_unit} of the {self.members(_group(move), about)}"
            case Op.PAST:
                return f"the number of {self.members(_group(move), about, self._beyond(move, words, limit))}"
        return self._best(move, words, about)

    def asks(self, move: Move, about: About, limit: Any = None) -> list[str]:
        """Questions for the answer of *move*, the same in different words."""
        phrase, words = self.phrase(move, about, limit, unit=True), self.wording.column(move.column)
        match move.op:
            case Op.FIELD:
                return self._ask_field(move.column, words, about.phrase, phrase)
            case Op.LINK:
                return self._ask_link(move, words, about.phrase.text, phrase)
            case Op.LIST:
                return [f"What are {phrase}?", f"List {phrase}.", self._which_ones(_group(move), about)]
            case Op.COUNT | Op.PAST:
                beyond = self._beyond(move, words, limit) if move.op is Op.PAST else ""
                return [
                    self._how_many(_group(move), about, beyond),
                    f"What is {phrase}?",
                    f"Can you tell me {phrase}?",
                ]
            case Op.TOTAL:
                return [f"What {words.value_be} {phrase}?", f"Can you work out {phrase}?", f"I need {phrase}."]
        return self._ask_best(move, words, about, phrase)

    def members(self, group: Group, about: About, beyond: str = "", head: str = "", many: bool = True) -> str:
        """The rows of a group: `cities whose country is Norway`, `people who were born in Oslo`."""
        entity, words = self.wording.entity(group.entity), self.wording.column(group.column)
        head = head or f"{entity.plural if many else entity.noun}{beyond}"
        x = about.phrase.text
        if not group.link:
            if about.same_as:
                those = "those" if words.be == "are" else "that"
                included = f"({entity.which if entity.person else 'which'} is one of them)"
                return f"{head} whose {words.noun} {words.be} the same as {those} of {about.same_as} {included}"
            return f"{head} whose {words.noun} {words.be} {x}"
        if words.verb:
            return f"{head} {entity.which} {words.verb.finite(plural=many)} {x}"
        return f"{head} of {x}" if words.owns and not beyond else f"{head} whose {words.noun} {words.be} {x}"

    def together(self, moves: Sequence[Move], starts: Sequence[Any]) -> str | None:
        """Where the same links lead from several starts, as one phrase: `the employers of Ann Lee and Bo Ek`."""
        if not moves or any(move.op is not Op.LINK for move in moves):
            return None
        said = english.listed([self.start(moves[0], start).phrase.text for start in starts])
        for move in moves:
            target, words = self.wording.entity(_linked(move)), self.wording.column(move.column)
            verb = words.verb
            if verb is None:
                said = f"the {english.plural(words.noun)} of {said}"
            else:
                said = f"the {verb.linked(target.plural, target.person, said, plural=True)}"
        return said

    def superlative(self, column: Column, most: bool) -> str:
        """What sets the best row apart, behind `that` or `which`: `has the highest price`, `was founded first`."""
        words = self.wording.column(column)
        sup = words.compared(most, among_many=True)
        if words.verb:
            return f"{words.verb.finite()} {'last' if most else 'first'}"
        return f"has the {sup} {words.noun}"

    def label_hint(self, entity: str) -> str:
        """What to add to a question whose answer is a row that has a number and no name: ` Give its id.`."""
        label = self.wording.entity(entity).label
        speaks = label.endswith(("name", "title", "label"))
        return "" if speaks else f" Give {'their' if self.wording.entity(entity).person else 'its'} {label}."

    # -------------------------------------------------------------- parts

    def _field(self, column: Column, words: FieldWords, x: str, in_unit: str) -> str:
        if words.verb:
            when = "the year in which" if column.year else (
                "the date on which" if isinstance(column.type, types.Date) else "the time at which"
            )  # fmt: skip
            return f"{when} {x} {words.verb.finite()}"
        return f"the {words.value}{in_unit} of {x}"

    def _link(self, move: Move, words: FieldWords, x: str) -> str:
        target = self.wording.entity(_linked(move))
        if words.verb is None:
            return f"the {words.noun} of {x}"
        return f"the {words.verb.linked(target.noun, target.person, x)}"

    def _best(self, move: Move, words: FieldWords, about: About) -> str:
        entity = self.wording.entity(move.entity)
        among = self.members(_group(move), about, head="those")
        if words.verb:
            return f"the {entity.noun} {entity.which} {self.superlative(move.column, move.most)} among {among}"
        sup = words.compared(move.most, among_many=True)
        return f"the {entity.noun} with the {sup} {words.noun} among {among}"

    def _beyond(self, move: Move, words: FieldWords, limit: Any) -> str:
        if move.column.moment:
            return self.beyond(move, str(limit) if move.column.year else english.long_date(limit))
        return self.beyond(move, f"{english.number(limit)}{words.with_unit}")

    def beyond(self, move: Move, limit: str) -> str:
        """What limits the rows of a `past` move: ` founded after 1 May 1990`, ` with more than 100 seats`."""
        words = self.wording.column(move.column)
        if move.column.moment:
            border = "after" if move.most else "before"
            if words.verb and words.verb.passive:
                return f" {words.verb.words} {border} {limit}"
            if words.verb:
                return f" {self.wording.entity(move.entity).which} {words.verb.finite(plural=True)} {border} {limit}"
            return f" with {english.article(words.noun)} {border} {limit}"
        if words.counts:
            return f" with {'more' if move.most else 'fewer'} than {limit} {words.noun}"
        return f" with {english.article(words.noun)} {'above' if move.most else 'below'} {limit}"

    def _how_many(self, group: Group, about: About, beyond: str) -> str:
        entity, words = self.wording.entity(group.entity), self.wording.column(group.column)
        x = about.phrase.text
        if group.link and words.verb:
            return f"How many {entity.plural}{beyond} {words.verb.finite(plural=True)} {x}?"
        if words.owns and not beyond:
            return f"How many {entity.plural} does {x} have?"
        return f"How many {self.members(group, about, head=f'{entity.plural} are there{beyond}')}?"

    def _which_ones(self, group: Group, about: About) -> str:
        entity, words = self.wording.entity(group.entity), self.wording.column(group.column)
        names = f" Give their {english.plural(entity.label)}."
        x = about.phrase.text
        if not group.link or words.owns:
            return f"Which are the {self.members(group, about)}?{names}"
        said = words.verb.finite(plural=True) if words.verb else f"have {x} as their {words.noun}"
        return f"Which {entity.plural} {said}{f' {x}' if words.verb else ''}?{names}"

    # -------------------------------------------------------------- questions

    def _ask_field(self, column: Column, words: FieldWords, x: Phrase, phrase: str) -> list[str]:
        asked = [f"What {words.value_be} {phrase}?", f"Can you tell me {phrase}?"]
        if words.verb:
            when = "In which year" if column.year else "When"
            return [f"{when} {words.verb.question(x.text)}?", f"Can you tell me {phrase}?", f"Find {phrase}."]
        if words.counts and not words.measures:
            return [f"How many {words.noun} does {x.text} have?", *asked]
        if x.bare:
            return [*asked, f"What {words.value_be} {_possessive(x.text)} {words.value}{words.in_unit}?"]
        return [*asked, f"I need {phrase}."]

    def _ask_link(self, move: Move, words: FieldWords, x: str, phrase: str) -> list[str]:
        target = self.wording.entity(_linked(move))
        verb = words.verb
        if verb is None:
            who = "Who" if target.person else "What" if words.noun == target.noun else f"Which {target.noun}"
            return [f"{who} is {phrase}?", f"Can you tell me {phrase}?", f"Find {phrase}."]
        asked = [f"Can you find {phrase}?"]
        if verb.preposition and not target.person:
            place = english.capital(verb.preposition)
            asked.insert(0, f"{place} which {target.noun} {verb.question(x, without_preposition=True)}?")
        return [f"Which {target.noun} {verb.question(x)}?", *asked]

    def _ask_best(self, move: Move, words: FieldWords, about: About, phrase: str) -> list[str]:
        entity = self.wording.entity(move.entity)
        members, among = self.members(_group(move), about), self.members(_group(move), about, head="those")
        said = self.superlative(move.column, move.most)
        return [f"Which of the {members} {said}?", f"Which {entity.noun} {said} among {among}?", f"Find {phrase}."]


def tool_doc(move: Move, wording: Wording, world: World) -> str:
    """What a tool's document says: what it gives, about anything, and what the field's documentation adds."""
    speaker = Speaker(wording, world)
    entity, field = move.source
    if field:
        several = wording.column(world.tables[entity].columns[field]).be == "are"
        about = About(Phrase(f"the given {'ones' if several else 'one'}"))
    else:
        about = About(Phrase(english.article(f"given {wording.entity(entity).noun}")))
    if move.op is Op.PAST:
        rows = speaker.members(_group(move), about, speaker.beyond(move, a_limit(move)))
        said = f"the number of {rows}"
    else:
        said = speaker.phrase(move, about, unit=True)
    words, added = wording.column(move.column), move.column.field.doc.strip().rstrip(".")
    known = added.casefold() in said.casefold() or added.casefold() in (words.noun, words.value)
    known = known or (words.verb is not None and english.MOMENT.match(added) is not None)
    title = english.capital(move.column.name.replace("_", " ") if words.verb else words.value)
    return f"{english.capital(said)}." + ("" if known or not added else f" {title}: {english.plain_start(added)}.")


def a_limit(move: Move) -> str:
    """What a `past` move compares with, not yet known."""
    return "a given year" if move.column.year else "a given day" if move.column.moment else "a given number"


def pick(choices: Sequence[str], draw: int) -> str:
    """One phrasing of several."""
    return choices[draw % len(choices)]


def _possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def _linked(move: Move) -> str:
    assert move.column.link is not None
    return move.column.link


def _group(move: Move) -> Group:
    assert move.group is not None
    return move.group
