"""Verbs: what the names of fields say that was done, or is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .nouns import words

_PARTICIPLES: Final = words("""
    bound born bred built begun bought brought cast caught chosen cut dealt done drawn driven fed felt found flown
    fought forgotten given grown heard held hidden hung hurt kept known laid led left lent lost made met paid put read
    run seen sent set shot shown shut sold spent split stolen struck sung sworn taken taught told thrown torn understood
    withdrawn won worn wound written woven spoken broken frozen sunk
    """)
_NO_PARTICIPLES: Final = {"seed", "speed", "breed", "need", "feed", "deed", "weed", "bed", "shed", "red"}
_PREPOSITIONS: Final = words("in at on by from to into of for under with near over through")
_THIRD: Final = words("""
    arrives begins belongs borders closes comes departs drains ends expires flies flows goes grows hangs leads leaves
    lies lives opens owes plays reports retires rises runs serves sits speaks stands starts stays studies teaches
    trains travels works joins follows
    """)
_PAST: Final = {
    "arrived": "arrive",
    "began": "begin",
    "came": "come",
    "debuted": "debut",
    "departed": "depart",
    "died": "die",
    "emigrated": "emigrate",
    "ended": "end",
    "enrolled": "enrol",
    "expired": "expire",
    "finished": "finish",
    "graduated": "graduate",
    "joined": "join",
    "landed": "land",
    "left": "leave",
    "resigned": "resign",
    "retired": "retire",
    "returned": "return",
    "sailed": "sail",
    "started": "start",
}
"""What somebody or something did by itself on a day, to its verb."""
_DAYS: Final = {
    ("birth", "date"): "born",
    ("birth", "day"): "born",
    ("birthday",): "born",
    ("birthdate",): "born",
    ("date", "of", "birth"): "born",
    ("day", "of", "birth"): "born",
    ("birth", "year"): "born",
    ("year", "of", "birth"): "born",
}
"""Nouns for which English has a verb."""
_TRANSITIVE: Final = words("""
    builds captains commands contains directs drives edits employs feeds follows governs hosts joins leads makes manages
    needs operates owns publishes rents rules runs sells sponsors steers supplies teaches trains visits
    """)
"""Verbs that a link may be called by alone: `commands: Ship`."""


@dataclass(frozen=True)
class Verb:
    """What a field's name says as a verb: `born_in` is ("born", "in") and was done; `lives_in` is done."""

    words: str
    """`born in`, `lives in`, `founded`, `joined`."""
    passive: bool
    past: bool = False
    """Whether it was done by what it is said of: `joined`."""

    def finite(self, plural: bool = False) -> str:
        """`was born in`, `were born in`, `lives in`, `live in`."""
        if self.passive:
            return f"{'were' if plural else 'was'} {self.words}"
        return self.base if plural and not self.past else self.words

    @property
    def base(self) -> str:
        """`live in`."""
        first, _, rest = self.words.partition(" ")
        return f"{_PAST[first] if self.past else _base(first)} {rest}".strip()

    @property
    def preposition(self) -> str:
        """`in`, or nothing."""
        last = self.words.rpartition(" ")[2]
        return last if last in _PREPOSITIONS else ""

    def question(self, subject: str, without_preposition: bool = False) -> str:
        """What follows `which city` or `when`: `was Ann born in`, `does Ann live in`."""
        words = self.words if self.passive else self.base
        if without_preposition and self.preposition:
            words = words.rpartition(" ")[0]
        return f"{'was' if self.passive else 'did' if self.past else 'does'} {subject} {words}"

    def linked(self, target: str, person: bool, subject: str, plural: bool = False) -> str:
        """What a link leads to, *target*, from *subject*: `city in which Ann was born`, `ship that Ann commands`.

        *person* says whether the target is somebody, *plural* whether the subject is several.
        """
        did = self.finite(plural)
        if not self.preposition or (self.preposition == "to" and not self.passive):
            return f"{target} {'who' if person else 'that'} {subject} {did}"
        return f"{target} {self.preposition} {'whom' if person else 'which'} {subject} {did.rpartition(' ')[0]}"


def as_verb(words: Sequence[str], moment: bool) -> Verb | None:
    """The words of a field's name as a verb; *moment* says that the field is a date or a year, else it is a link."""
    if not words:
        return None
    last = words[-1]
    if moment:
        return _moment(tuple(words[:-1] if len(words) == 2 and last in ("on", "at", "in") else words))
    if len(words) == 1 and last in _TRANSITIVE:
        return Verb(last, passive=False)
    if len(words) >= 2 and last in _PREPOSITIONS:
        if is_participle(words[0]):
            return Verb(" ".join(words), passive=True)
        if words[0] in _THIRD or (len(words) == 2 and words[0].endswith("s") and not words[0].endswith("ss")):
            return Verb(" ".join(words), passive=False)
    return None


def _moment(words: tuple[str, ...]) -> Verb | None:
    if words in _DAYS:
        return Verb(_DAYS[words], passive=True)
    if len(words) != 1:
        return None
    (word,) = words
    if word in _PAST:
        return Verb(word, passive=False, past=True)
    if is_participle(word):
        return Verb(word, passive=True)
    return Verb(word, passive=False) if word in _THIRD else None


def is_participle(word: str) -> bool:
    """Whether *word* is a past participle (`born`, `founded`)."""
    return word in _PARTICIPLES or (word.endswith("ed") and len(word) > 4 and word not in _NO_PARTICIPLES)


def _base(third: str) -> str:
    if third.endswith("ies") and len(third) > 4:
        return third[:-3] + "y"
    if third.endswith(("sses", "shes", "ches", "xes", "zes")) or third == "goes":
        return third[:-2]
    return "have" if third == "has" else third.removesuffix("s")
