"""English, as far as questions and documents need it: plurals, verbs, comparisons, units, lists, numbers and dates.

It knows no entity and no row; `wording` puts the names of a world into it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


def words(text: str) -> tuple[str, ...]:
    """The words of a text."""
    return tuple(text.split())


_IRREGULAR: Final = {
    "person": "people",
    "child": "children",
    "man": "men",
    "woman": "women",
    "salesman": "salesmen",
    "foot": "feet",
    "mouse": "mice",
    "goose": "geese",
    "leaf": "leaves",
    "shelf": "shelves",
    "half": "halves",
    "wolf": "wolves",
    "life": "lives",
    "criterion": "criteria",
    "analysis": "analyses",
    "crisis": "crises",
    "thesis": "theses",
    "hero": "heroes",
    "potato": "potatoes",
    "tomato": "tomatoes",
}
_UNCHANGED: Final = {
    *("series", "species", "aircraft", "sheep", "fish", "headquarters", "staff", "equipment", "data", "spacecraft"),
    *("watercraft", "offspring", "barracks", "crossroads", "means"),
}
_NO_PLURAL_ENDING: Final = ("ss", "us", "is", "as", "os")

PERSONS: Final = words("""
    actor agent analyst applicant architect artist assistant astronaut athlete attendee author baker botanist buyer
    candidate captain chairman chef client coach colleague composer conductor consultant contact contractor critic
    curator customer dancer dentist designer developer director doctor donor driver editor employee engineer farmer
    founder friend gardener guest guide host illustrator instructor inventor journalist judge keeper king lawyer leader
    lecturer librarian manager master mayor member mentor minister musician nurse officer operator owner painter parent
    participant passenger patient person philosopher photographer physician pianist pilot player poet politician
    president principal producer professor programmer pupil queen ranger referee researcher resident
    reviewer rider runner sailor scholar scientist sculptor secretary seller senator singer skipper soldier speaker
    spouse steward student supervisor surgeon swimmer tailor teacher technician tenant therapist
    tourist trainer translator traveller traveler tutor user veteran violinist visitor volunteer waiter winner worker
    writer
    """)
"""Nouns for people: who asks for them."""

_PARTICIPLES: Final = words("""
    born built begun bought brought cast chosen cut done drawn driven found flown fought given grown held hidden hung
    kept known laid led left lost made met paid put read run seen sent set shot shown sold spent split struck sung
    taken taught told thrown won worn written woven spoken broken frozen sunk won
    """)
_NO_PARTICIPLES: Final = {"seed", "speed", "breed", "need", "feed", "deed", "weed", "bed", "shed", "red"}
_PREPOSITIONS: Final = words("in at on by from to into of for under with near over through")
_THIRD: Final = words("""
    arrives begins belongs borders closes comes departs drains ends expires flies flows goes grows hangs leads leaves
    lies lives opens owes plays reports retires rises runs serves sits speaks stands starts stays studies teaches
    trains travels works joins follows
    """)
_TRANSITIVE: Final = words("""
    builds captains commands contains directs drives edits employs feeds follows governs hosts joins leads makes manages
    needs operates owns publishes rents rules runs sells sponsors steers supplies teaches trains visits
    """)
"""Verbs that a link may be called by alone: `commands: Ship`."""

UNITS: Final = {
    "km2": "square kilometres",
    "km²": "square kilometres",
    "m2": "square metres",
    "m²": "square metres",
    "m3": "cubic metres",
    "m³": "cubic metres",
    "ha": "hectares",
    "km": "kilometres",
    "m": "metres",
    "cm": "centimetres",
    "mm": "millimetres",
    "mi": "miles",
    "ft": "feet",
    "in": "inches",
    "kg": "kilograms",
    "g": "grams",
    "t": "tonnes",
    "lb": "pounds",
    "l": "litres",
    "ml": "millilitres",
    "s": "seconds",
    "ms": "milliseconds",
    "min": "minutes",
    "h": "hours",
    "d": "days",
    "w": "watts",
    "kw": "kilowatts",
    "mw": "megawatts",
    "kwh": "kilowatt-hours",
    "mwh": "megawatt-hours",
    "gb": "gigabytes",
    "mb": "megabytes",
    "kmh": "kilometres per hour",
    "km/h": "kilometres per hour",
    "knots": "knots",
    "c": "degrees Celsius",
    "°c": "degrees Celsius",
    "%": "percent",
    "pct": "percent",
    "percent": "percent",
    "eur": "euros",
    "usd": "US dollars",
    "gbp": "pounds sterling",
    "chf": "Swiss francs",
    "jpy": "yen",
    "nok": "Norwegian kroner",
    "sek": "Swedish kronor",
    "dkk": "Danish kroner",
}
"""Unit as specs write it, in small letters, to its words."""

_LARGE: Final = ("larger", "largest", "smaller", "smallest")
_HIGH: Final = ("higher", "highest", "lower", "lowest")
_LONG: Final = ("longer", "longest", "shorter", "shortest")
_GREAT: Final = ("greater", "greatest", "smaller", "smallest")
EARLY: Final = ("later", "latest", "earlier", "earliest")
MANY: Final = ("more", "most", "fewer", "fewest")
_COMPARED: Final = {
    **dict.fromkeys(
        words("area population size capacity budget fleet volume crew surface circulation team share stock"), _LARGE
    ),
    **dict.fromkeys(
        words("""
        elevation height altitude price cost fare salary revenue rating score temperature rate fee rent wage turnover
        profit income speed age_limit percentage rank level grade density pay tariff
        """),
        _HIGH,
    ),
    **dict.fromkeys(words("duration coastline"), _LONG),
}


@dataclass(frozen=True)
class Verb:
    """What a field's name says as a verb: `born_in` is ("born", "in") and was done; `lives_in` is done."""

    words: str
    """`born in`, `lives in`, `founded`."""
    passive: bool

    def finite(self, plural: bool = False) -> str:
        """`was born in`, `were born in`, `lives in`, `live in`."""
        if self.passive:
            return f"{'were' if plural else 'was'} {self.words}"
        return self.base if plural else self.words

    @property
    def base(self) -> str:
        """`live in`."""
        first, _, rest = self.words.partition(" ")
        return f"{_base(first)} {rest}".strip()

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
        return f"{'was' if self.passive else 'does'} {subject} {words}"


def as_verb(words: Sequence[str], moment: bool) -> Verb | None:
    """The words of a field's name as a verb; *moment* says that the field is a date or a year, else it is a link."""
    if not words:
        return None
    last = words[-1]
    if moment:
        if len(words) == 2 and last in ("on", "at", "in") and is_participle(words[0]):
            return Verb(words[0], passive=True)
        if len(words) == 1 and is_participle(last):
            return Verb(last, passive=True)
        return Verb(last, passive=False) if len(words) == 1 and last in _THIRD else None
    if len(words) == 1 and last in _TRANSITIVE:
        return Verb(last, passive=False)
    if len(words) >= 2 and last in _PREPOSITIONS:
        if is_participle(words[0]):
            return Verb(" ".join(words), passive=True)
        if words[0] in _THIRD or (len(words) == 2 and words[0].endswith("s") and not words[0].endswith("ss")):
            return Verb(" ".join(words), passive=False)
    return None


def is_participle(word: str) -> bool:
    """Whether *word* is a past participle (`born`, `founded`)."""
    return word in _PARTICIPLES or (word.endswith("ed") and len(word) > 4 and word not in _NO_PARTICIPLES)


def _base(third: str) -> str:
    if third.endswith("ies") and len(third) > 4:
        return third[:-3] + "y"
    if third.endswith(("sses", "shes", "ches", "xes", "zes")) or third == "goes":
        return third[:-2]
    return "have" if third == "has" else third.removesuffix("s")


def plural(noun: str) -> str:
    """The plural of a noun phrase, its head before `of`: `date of birth` gives `dates of birth`."""
    head, of, rest = noun.partition(" of ")
    before, space, last = head.rpartition(" ")
    return f"{before}{space}{_plural_word(last)}{of}{rest}"


def _plural_word(word: str) -> str:
    low = word.lower()
    if low in _IRREGULAR:
        return _IRREGULAR[low]
    if low in _UNCHANGED or (low.endswith("s") and is_plural(low)):
        return word
    if re.search(r"[^aeiou]y$", low):
        return word[:-1] + "ies"
    if low.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    return word + "s"


def is_plural(noun: str) -> bool:
    """Whether a noun is a plural already (`seats`), so that one counts it."""
    last = noun.rpartition(" ")[2].lower()
    if last in _UNCHANGED or last in _IRREGULAR:
        return False
    return last in _IRREGULAR.values() or (last.endswith("s") and not last.endswith(_NO_PLURAL_ENDING))


def article(noun: str) -> str:
    """`a` or `an` before *noun*, with it."""
    low = noun.lower()
    vowel = low[:1] in "aeio" or (low.startswith("u") and not re.match(r"uni(?!n)|us[aeiu]|eu|ut[ei]", low))
    vowel = (vowel or low.startswith(("hour", "honest", "heir"))) and not low.startswith(("one ", "once", "eu"))
    return f"{'an' if vowel else 'a'} {noun}"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """`A`, `A and B`, `A, B and C`."""
    *first, final = parts
    return f"{', '.join(first)} {last} {final}" if first else final


def compared(noun: str) -> tuple[str, str, str, str]:
    """How values of this noun compare: more, most, less, least of it."""
    return _COMPARED.get(noun.rpartition(" ")[2].lower(), _GREAT)


def capital(text: str) -> str:
    """*text* with a capital first letter."""
    return text[:1].upper() + text[1:]


def number(value: float) -> str:
    """A number as it is read: `1,250,000`."""
    return f"{value:,}".removesuffix(".0")


def long_date(iso: str) -> str:
    """`1 May 1990`, from `1990-05-01`."""
    day = datetime.date.fromisoformat(iso)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS: Final = words("January February March April May June July August September October November December")
