"""Names of people, places and companies, and words: from the lists of `mimesis`, drawn by our own streams."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, MutableSequence
from functools import cache
from importlib.util import find_spec
from itertools import accumulate
from typing import Any, Final

from ...checking.types import Type
from .arguments import refuse
from .draws import Draws
from .made import Bound, Cells, Made, Setting

LIBRARY: Final = "mimesis"
MAX_COUNT: Final = 50
"""Most words or sentences of one cell."""
_DOMAINS: Final = ("example.com", "example.net", "example.org")
"""Kept for examples, so that nobody gets the mail."""


def library_version() -> str | None:
    """The version of the library that has the words, None where it is not installed."""
    if find_spec(LIBRARY) is None:
        return None
    # Slow to load, and few scenarios need it.
    from importlib.metadata import version

    return version(LIBRARY)


@cache
def _source(locale: str) -> Any:
    """Providers of one locale on a source of chance that can be set to a cell's stream."""
    from mimesis import Address, Finance, Person, Text
    from mimesis.locales import Locale
    from mimesis.random import Random

    class CellRandom(Random):
        """Draws everything from the stream of one cell, by our own arithmetic: Python's may change."""

        draws: Draws

        def seed(self, *_: Any, **__: Any) -> None:
            pass

        def random(self) -> float:
            return self.draws.unit()

        def getrandbits(self, k: int, /) -> int:
            return self.draws.bits(k)

        def choice(self, seq: Any) -> Any:
            return seq[self.draws.below(len(seq))]

        def choices(self, population: Any, weights: Any = None, *, cum_weights: Any = None, k: int = 1) -> list[Any]:
            if weights is None and cum_weights is None:
                return [self.choice(population) for _ in range(k)]
            ends = list(cum_weights or accumulate(weights))
            drawn = [self.draws.unit() * ends[-1] for _ in range(k)]
            return [next(item for item, end in zip(population, ends, strict=False) if at < end) for at in drawn]

        def randint(self, a: int, b: int) -> int:
            return a + self.draws.below(b - a + 1)

        def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
            numbers = range(start) if stop is None else range(start, stop, step)
            return numbers[self.draws.below(len(numbers))]

        def sample(self, population: Any, k: int, *, counts: Any = None) -> list[Any]:
            left = list(population)
            return [left.pop(self.draws.below(len(left))) for _ in range(k)]

        def shuffle(self, x: MutableSequence[Any]) -> None:
            x[:] = self.sample(x, len(x))

    class Source:
        """The providers, by what they know about."""

        chance = CellRandom()
        person = Person(locale=Locale(locale), random=chance)
        address = Address(locale=Locale(locale), random=chance)
        finance = Finance(locale=Locale(locale), random=chance)
        text = Text(locale=Locale(locale), random=chance)

    return Source


@cache
def _locales() -> frozenset[str]:
    from mimesis.locales import Locale

    return frozenset(locale.value for locale in Locale)


_METHODS: Final[Mapping[str, Callable[[Any, int], str]]] = {
    "person": lambda source, _: source.person.full_name(),
    "first_name": lambda source, _: source.person.first_name(),
    "last_name": lambda source, _: source.person.last_name(),
    "job": lambda source, _: source.person.occupation(),
    "university": lambda source, _: source.person.university(),
    "phone": lambda source, _: source.person.phone_number(),
    "company": lambda source, _: source.finance.company(),
    "city": lambda source, _: source.address.city(),
    "state": lambda source, _: source.address.state(),
    "country": lambda source, _: source.address.country(),
    "street": lambda source, _: source.address.address(),
    "postal_code": lambda source, _: source.address.postal_code(),
    "word": lambda source, _: source.text.word(),
    "words": lambda source, count: " ".join(source.text.words(count)),
    "sentence": lambda source, _: source.text.sentence(),
    "text": lambda source, count: source.text.text(count),
}
NAMES: Final = (*_METHODS, "email")
"""Generators that need the library."""


def named(name: str) -> Callable[[Setting, Bound, Type], Made | None]:
    """What makes the generator *name* of `NAMES`."""

    def make(setting: Setting, bound: Bound, _: Type) -> Made | None:
        source = _checked_source(setting, bound)
        count = bound.whole("count", 3)
        if not 1 <= count <= MAX_COUNT:
            refuse(setting, bound.at("count"), f"`count` is 1 to {MAX_COUNT}")
            return None
        if source is None:
            return None
        if name == "email":
            return _email(source, bound)
        method = _METHODS[name]

        def draw(draws: Draws, _: Cells) -> object:
            source.chance.draws = draws
            # Some lists hold tabs.
            return " ".join(method(source, count).split())

        return Made(draw, bound.span)

    return make


def _checked_source(setting: Setting, bound: Bound) -> Any:
    found = library_version()
    if found is None:
        message = f"names and words come from `{LIBRARY}`, which is not installed"
        refuse(setting, bound.span, message, "run `pip install 'toolwright[data]'`", "TW0514")
        return None
    locale = bound.text("locale", "en")
    if locale not in _locales():
        known = sorted(_locales())
        findings = setting.world.findings
        message = f"there are no words for the locale `{locale}`"
        findings.unknown("TW0521", bound.at("locale"), message, locale, known, f"there are {', '.join(known)}")
        return None
    setting.world.depends_on[LIBRARY] = found
    return _source(locale)


def _email(source: Any, bound: Bound) -> Made:
    owner = bound.value("of")

    def draw(draws: Draws, cells: Cells) -> object:
        source.chance.draws = draws
        if isinstance(owner, str):
            name = _slug(cells.get(owner))
            # Of people of one name all but the first have a number.
            name += str(draws.below(900) + 100) if draws.attempt else ""
        else:
            name = f"{_slug(source.person.first_name())}.{_slug(source.person.last_name())}{draws.below(90) + 10}"
        return f"{name}@{_DOMAINS[draws.below(len(_DOMAINS))]}"

    return Made(draw, bound.span, needs=frozenset({owner}) if isinstance(owner, str) else frozenset())


def _slug(value: object) -> str:
    """The letters of a name that an e-mail address can have, with dots between its words."""
    plain = unicodedata.normalize("NFKD", str(value)).encode("ascii", "ignore").decode().lower()
    return ".".join(re.findall(r"[a-z0-9]+", plain)) or "mail"
