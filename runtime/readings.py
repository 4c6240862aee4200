"""What a piece of an answer's text says: its plain words, the one number or the one moment in it.

Every reading is linear in the text and gives None where the text says nothing of the kind, or more than one.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from fractions import Fraction
from typing import Final

# -- Words ------------------------------------------------------------------------------------------

_PAIRS: Final = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "„": "“", "`": "`", "*": "*", "_": "_"}
_FINAL_MARKS: Final = ".!?,;:。！？"


def plain(text: str) -> str:
    """The words of *text* for comparison.

    Compatibility forms and case are folded, spaces made single, and quotes, emphasis and final punctuation
    around the whole are taken off. A text of nothing else keeps what it has.
    """
    folded = " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).split())
    return bare(folded) or folded


def bare(text: str) -> str:
    """*text* without spaces, quotes, emphasis and final punctuation around the whole of it."""
    # Two indices and no slices: a text of a million quotes must not cost a million copies.
    start, end = 0, len(text)
    while start < end:
        if text[start].isspace():
            start += 1
        elif text[end - 1].isspace() or text[end - 1] in _FINAL_MARKS:
            end -= 1
        elif end - start >= 2 and _PAIRS.get(text[start]) == text[end - 1]:
            start, end = start + 1, end - 1
        else:
            break
    return text[start:end]


_TRUTH: Final = {"yes": True, "true": True, "no": False, "false": False}


def truth(text: str) -> bool | None:
    """What *text* says as one of the words yes, no, true and false."""
    return _TRUTH.get(plain(text))


# -- Numbers ----------------------------------------------------------------------------------------

MAX_NUMBER: Final = 4300
"""The longest number that is read, in characters, as in arguments."""

_SEPARATORS: Final = ",_\u00a0\u2009\u202f"
# A chunk takes in every digit, point and separator that hangs together, so that `1.2.3` or `12,5` is one
# unreadable number and not two readable ones.
_CHUNK: Final = re.compile(
    rf"""
    (?P<sign>(?<![^\s(\[{{"'*:=~$€£¥])[-+])?(?:[$€£¥₹₩₺₽₪₫]\ ?)?
    (?P<digits>(?:\.(?=[0-9]))?[0-9](?:[0-9]|[.{_SEPARATORS}](?=[0-9]))*+)
    (?:[eE](?P<exponent>[-+]?[0-9]+))?
    (?:[\s\u00a0]?(?P<scale>thousand|million|billion|trillion)\b)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PLAIN: Final = re.compile(r"(?P<whole>[0-9]*)(?:\.(?P<part>[0-9]+))?")
_GROUPED: Final = re.compile(
    rf"(?P<whole>[0-9]{{1,3}}(?P<mark>[{_SEPARATORS}])[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*)(?:\.(?P<part>[0-9]+))?"
)
_SCALES: Final = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_CURRENCY: Final = re.compile(r"(?<![A-Za-z])(?:[A-Z]{3}|Rs|kr)\Z")


def numbers(text: str) -> frozenset[Fraction]:
    """The readings of the one number in *text*; empty where there is none, or two that differ.

    Words, units and currencies may stand around it; digits of a word (`m2`, `CO2`) are no number. A word such
    as `million` after it gives a second reading, because a question may ask in millions.
    """
    text = _ascii_digits(text)
    readings: frozenset[Fraction] | None = None
    for found in _CHUNK.finditer(text):
        if _belongs_to_word(text, found.start()):
            continue
        value = _value(found)
        if value is None:
            return frozenset()
        scale = found["scale"]
        here = frozenset({value, value * _SCALES[scale.lower()]} if scale else {value})
        if readings is not None and readings != here:
            return frozenset()
        readings = here
    return readings or frozenset()


def _ascii_digits(text: str) -> str:
    """*text* with every decimal digit, the minus sign and the full-width signs as ASCII writes them."""
    if text.isascii():
        return text
    return "".join(
        character if character.isascii() else str(unicodedata.decimal(character, _SIGNS.get(character, character)))
        for character in text
    )


_SIGNS: Final = {"−": "-", "－": "-", "＋": "+", "．": ".", "，": ","}


def _belongs_to_word(text: str, start: int) -> bool:
    before = text[max(start - 4, 0) : start]
    if before[-1:] == "^":
        return before[-2:-1].isalpha()
    return before[-1:].isalpha() and _CURRENCY.search(before) is None


def _value(found: re.Match[str]) -> Fraction | None:
    digits, exponent = found["digits"], found["exponent"] or "0"
    if len(digits) > MAX_NUMBER or len(exponent) > 4:
        return None
    shape = _PLAIN.fullmatch(digits) or _GROUPED.fullmatch(digits)
    if shape is None:
        return None
    whole = re.sub(f"[{_SEPARATORS}]", "", shape["whole"])
    value = Fraction(f"{whole or '0'}.{shape['part'] or '0'}") * Fraction(10) ** int(exponent)
    return -value if found["sign"] == "-" else value


# -- Days and times ---------------------------------------------------------------------------------

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_MONTH: Final = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_ORDINAL: Final = r"(?:st|nd|rd|th)?\b"
_DAY: Final = re.compile(
    rf"""\b(?:
        (?P<y1>[0-9]{{4}})(?P<mark>[-/])(?P<m1>[0-9]{{1,2}})(?P=mark)(?P<d1>[0-9]{{1,2}})(?![0-9])
      | (?P<d2>[0-9]{{1,2}}){_ORDINAL}[ ](?:of[ ])?(?P<m2>{_MONTH}),?[ ](?P<y2>[0-9]{{4}})(?![0-9])
      | (?P<m3>{_MONTH})[ ](?:the[ ])?(?P<d3>[0-9]{{1,2}}){_ORDINAL},?[ ](?P<y3>[0-9]{{4}})(?![0-9])
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_TIME: Final = re.compile(
    r"""(?:t|,?[ ](?:at[ ])?)?
    (?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.0+)?)?
    (?:[ ]?(?P<half>[ap]\.?m))?(?![\w:.+-])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_REST: Final = re.compile(rf"[0-9]|\b{_MONTH}", re.IGNORECASE)


def day(text: str) -> datetime.date | None:
    """The one day in *text*, written `2026-03-01`, `1 March 2026` or `March 1, 2026`."""
    return _single(text, with_time=False)


def moment(text: str) -> datetime.datetime | None:
    """The one day with its time in *text*; the time is written `09:00`, `09:00:00` or `9:00 am`."""
    found = _single(text, with_time=True)
    assert found is None or isinstance(found, datetime.datetime)
    return found


def _single(text: str, with_time: bool) -> datetime.date | None:
    text = " ".join(bare(unicodedata.normalize("NFKC", text)).split())
    values: set[datetime.date] = set()
    end = 0
    for found in _DAY.finditer(text):
        # Digits and months outside of what was read could be a second candidate.
        if _REST.search(text[end : found.start()]):
            return None
        value = _date(found)
        end = found.end()
        if value is not None and with_time:
            time = _TIME.match(text, end)
            value = _at(value, time) if time else None
            end = time.end() if time else end
        if value is None:
            return None
        values.add(value)
    if len(values) != 1 or _REST.search(text[end:]):
        return None
    return values.pop()


def _date(found: re.Match[str]) -> datetime.date | None:
    year = found["y1"] or found["y2"] or found["y3"]
    month = found["m1"] or found["m2"] or found["m3"]
    number = int(month) if month.isdecimal() else _MONTHS[month.rstrip(".").lower()]
    try:
        return datetime.date(int(year), number, int(found["d1"] or found["d2"] or found["d3"]))
    except ValueError:
        return None


def _at(date: datetime.date, found: re.Match[str]) -> datetime.datetime | None:
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
    try:
        time = datetime.time(hour, int(found["minute"]), int(found["second"] or 0))
    except ValueError:
        return None
    return datetime.datetime.combine(date, time)


__all__ = ["MAX_NUMBER", "bare", "day", "moment", "numbers", "plain", "truth"]
