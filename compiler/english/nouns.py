"""Nouns: names in words, plurals, articles, lists, sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
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
    "tooth": "teeth",
    "mouse": "mice",
    "goose": "geese",
    "leaf": "leaves",
    "shelf": "shelves",
    "half": "halves",
    "wolf": "wolves",
    "life": "lives",
    "knife": "knives",
    "criterion": "criteria",
    "analysis": "analyses",
    "crisis": "crises",
    "basis": "bases",
    "thesis": "theses",
    "lens": "lenses",
    "hero": "heroes",
    "potato": "potatoes",
    "tomato": "tomatoes",
}
_UNCHANGED: Final = {
    *("series", "species", "aircraft", "sheep", "fish", "headquarters", "staff", "equipment", "data", "spacecraft"),
    *("watercraft", "offspring", "barracks", "crossroads", "means"),
}
_NO_PLURAL_ENDING: Final = ("ss", "us", "is", "as", "os")

LANGUAGES: Final = words("English French German Spanish Latin Italian Dutch Arabic Chinese Japanese")
"""Words that keep their capital letter."""
PERSONS: Final = words("""
    actor adviser advisor agent analyst applicant architect artist assistant astronaut astronomer athlete attendee
    author baker botanist buyer candidate captain chairman chef client coach colleague composer conductor consultant
    contact contractor critic curator customer dancer dentist designer developer director doctor donor driver editor
    employee engineer farmer founder friend gardener guest guide host illustrator instructor inventor journalist
    judge keeper king lawyer leader lecturer librarian manager master mayor member mentor minister musician nurse
    officer operator owner painter parent participant passenger patient person philosopher photographer physician
    pianist pilot player poet politician president principal producer professor programmer pupil queen ranger
    referee researcher resident reviewer rider runner sailor scholar scientist sculptor secretary seller senator
    singer skipper soldier speaker spouse steward student supervisor surgeon swimmer tailor teacher technician
    tenant therapist tourist trainer translator traveller traveler tutor user veteran violinist visitor volunteer
    waiter winner worker writer
    """)
"""Nouns for people: who asks for them."""


def snake(name: str) -> str:
    """`OrderLine` as `order_line`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def spaced(name: str) -> str:
    """`OrderLine` and `order_line` as `order line`."""
    return snake(name).replace("_", " ")


LONGEST_TOOL_NAME: Final = 60
"""Most characters of the name of a tool that the compiler writes, before a number that sets it apart: interfaces of
models take 64.
"""
_LEADS_ON: Final = frozenset(
    {"above", "after", "and", "before", "below", "by", "minus", "of", "per", "plus", "times", "with"}
)


def tool_name(name: str) -> str:
    """*name*, cut after a whole word where it is longer than models may be offered."""
    if len(name) <= LONGEST_TOOL_NAME:
        return name
    words = name[: LONGEST_TOOL_NAME + 1].split("_")
    kept = words[:-1] or [name[:LONGEST_TOOL_NAME]]
    while len(kept) > 1 and kept[-1] in _LEADS_ON:
        kept.pop()
    return "_".join(kept)


def is_person(noun: str) -> bool:
    """Whether what a noun names is people, of whom one asks with `who`."""
    return noun.rpartition(" ")[2] in PERSONS


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
    """`a` or `an` before *noun*, with it; a plural has none."""
    if is_plural(noun):
        return noun
    low = noun.lower()
    vowel = low[:1] in "aeio" or (low.startswith("u") and not re.match(r"uni(?!n)|us[aeiu]|eu|ut[ei]", low))
    vowel = (vowel or low.startswith(("hour", "honest", "heir"))) and not low.startswith(("one ", "once", "eu"))
    return f"{'an' if vowel else 'a'} {noun}"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """`A`, `A and B`, `A, B and C`."""
    *first, final = parts
    return f"{', '.join(first)} {last} {final}" if first else final


def capital(text: str) -> str:
    """*text* with a capital first letter."""
    return text[:1].upper() + text[1:]


def sentence(words: str) -> str:
    """*words* with a capital at the start and a stop at the end."""
    text = words.strip()
    return capital(text) + ("" if text.endswith((".", "!", "?")) else ".") if text else ""


def sentences(*texts: str) -> str:
    """Texts, each as a sentence of its own; empty ones are left out."""
    return " ".join(sentence(text) for text in texts if text.strip())


def plain_start(text: str) -> str:
    """*text* as it goes on after a colon: its first letter small, unless it begins with a name or with letters."""
    first = text.partition(" ")[0]
    kept = first in LANGUAGES or (first.isupper() and len(first) > 1)
    return text if kept else f"{text[:1].lower()}{text[1:]}"
