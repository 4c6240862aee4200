"""English, as far as questions and documents need it.

It knows no world: `explore.wording` and `document.wording` put the names of a world into it.
"""

from .amounts import EARLY, MANY, UNITS, compared, long_date, number
from .fields import (
    MOMENT,
    SPEAKING,
    doc_of,
    field_doc,
    field_doc_of,
    field_noun,
    field_of,
    field_said,
    field_type,
    field_verb,
    led_to,
)
from .nouns import (
    LANGUAGES,
    PERSONS,
    article,
    capital,
    is_person,
    is_plural,
    listed,
    plain_start,
    plural,
    sentence,
    sentences,
    snake,
    spaced,
    words,
)
from .verbs import Verb, as_verb, is_participle

__all__ = [
    "EARLY",
    "LANGUAGES",
    "MANY",
    "MOMENT",
    "PERSONS",
    "SPEAKING",
    "UNITS",
    "Verb",
    "article",
    "as_verb",
    "capital",
    "compared",
    "doc_of",
    "field_doc",
    "field_doc_of",
    "field_noun",
    "field_of",
    "field_said",
    "field_type",
    "field_verb",
    "is_participle",
    "is_person",
    "is_plural",
    "led_to",
    "listed",
    "long_date",
    "number",
    "plain_start",
    "plural",
    "sentence",
    "sentences",
    "snake",
    "spaced",
    "words",
]
