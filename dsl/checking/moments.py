"""Dates and times in other forms than the one of the language."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final

_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_YEAR_FIRST: Final = re.compile(r"([0-9]{4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,2})")
_YEAR_LAST: Final = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")
_COMPACT: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_DAY_MONTH: Final = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?\.? ([A-Za-z]{3,9})\.?,? ([0-9]{4})")
_MONTH_DAY: Final = re.compile(r"([A-Za-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})")
_DAY_AND_CLOCK: Final = re.compile(r"(.+?)(?:[T ] ?([0-9:.]+))?", re.DOTALL)
_CLOCK: Final = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.0+)?)?")
_ISO_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ISO_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}")


def is_day(text: str) -> bool:
    """Whether *text* is a day as the language writes it."""
    # Python reads more forms (2026-W01-1, 20260301) than one way to write a day allows.
    return _ISO_DAY.fullmatch(text) is not None and _day(*map(int, text.split("-"))) is not None


def is_time(text: str) -> bool:
    """Whether *text* is a time of a day as the language writes it."""
    if not _ISO_TIME.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def meant_day(text: str) -> str | None:
    """The day that *text* means, where only one can be meant."""
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _day(*map(int, match.groups()))
    if match := _YEAR_LAST.fullmatch(text):
        first, second, year = map(int, match.groups())
        days = {_day(year, second, first), _day(year, first, second)} - {None}
        return days.pop() if len(days) == 1 else None
    if match := _DAY_MONTH.fullmatch(text):
        return _named(int(match[3]), match[2], int(match[1]))
    if match := _MONTH_DAY.fullmatch(text):
        return _named(int(match[3]), match[1], int(match[2]))
    return None


def meant_time(text: str) -> str | None:
    """The time that *text* means, where only one can be meant."""
    parts = _DAY_AND_CLOCK.fullmatch(text)
    if parts is None:
        return None
    day, clock = parts.groups()
    moment = _CLOCK.fullmatch(clock or "")
    found = day if is_day(day) else meant_day(day)
    if moment is None or found is None:
        return None
    meant = f"{found}T{int(moment[1]):02}:{moment[2]}:{moment[3] or '00'}"
    return meant if is_time(meant) else None


def why_no_day(text: str) -> str:
    """What is wrong with *text* as a day."""
    if _ISO_DAY.fullmatch(text):
        return f"`{text}` is no day of the calendar"
    return f"`{text}` is not a date such as 2026-03-01"


def day_help(text: str) -> str | None:
    """What to write instead of *text*, which is no day, where it can be told."""
    if is_time(text):
        return f"a `date` has no time: write `{text[:10]}`, or make the type `datetime`"
    if _YEAR_LAST.fullmatch(text):
        return "a date is written year, month, day, with two digits for the month and the day"
    return None


def time_help(text: str) -> str | None:
    """What to write instead of *text*, which is no time, where it can be told."""
    if is_day(text):
        return f"say the time too, as in `{text}T00:00:00`, or make the type `date`"
    if re.fullmatch(r".*[0-9](Z|[+-][0-9]{2}:?[0-9]{2})", text):
        return "times have no zone: leave it out, and say in the documentation which one is meant"
    return None


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _named(year: int, month: str, day: int) -> str | None:
    found = [n for n, name in enumerate(_MONTHS, 1) if name.startswith(month.lower())]
    return _day(year, found[0], day) if len(found) == 1 else None
