"""The formats that are checked, and those that say nothing that could be.

JSON Schema leaves formats to whoever reads them; here a format that is known is a rule.
"""

from __future__ import annotations

import datetime
import ipaddress
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from ..schema import DATE_PATTERN, DATETIME_PATTERN
from .patterns import searching

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ZONE = r"(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?"


def _whole(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: compiled.fullmatch(text) is not None


def _date(text: str) -> bool:
    return _parses(datetime.date.fromisoformat, text) if _whole(DATE_PATTERN)(text) else False


def _local(text: str) -> bool:
    return _parses(datetime.datetime.fromisoformat, text) if _whole(DATETIME_PATTERN)(text) else False


_time = _whole(_CLOCK + _ZONE)


def _moment(text: str) -> bool:
    return text[10:11] in ("T", "t") and _date(text[:10]) and _time(text[11:])


def _parses(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


def _hostname(text: str) -> bool:
    return len(text) <= 253 and _whole(rf"{_LABEL}(?:\.{_LABEL})*\.?")(text)


def _email(text: str) -> bool:
    name, at, host = text.rpartition("@")
    return (
        bool(at)
        and _whole(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")(name)
        and (_hostname(host))
    )


def _uri(text: str) -> bool:
    if not _reference(text):
        return False
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text) is not None


def _reference(text: str) -> bool:
    return _whole(r"(?:[!#$&-;=?-\[\]_a-z~]|%[0-9A-Fa-f]{2})*")(text) and _parses(lambda t: urlsplit(t).port, text)


FORMATS: Final[Mapping[str, tuple[str, Callable[[str], bool]]]] = MappingProxyType(
    {
        "date": ("a real date, written YYYY-MM-DD", _date),
        "time": ("a time with zone, written HH:MM:SSZ", _time),
        "date-time": ("a date and time with zone, written YYYY-MM-DDTHH:MM:SSZ", _moment),
        "date-time-local": ("a real date and time without zone, written YYYY-MM-DDTHH:MM:SS", _local),
        "duration": (
            "a duration as P1DT2H",
            _whole(
                r"P(?!$)(?:[0-9]+W|(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?"
                r"(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)?)?)"
            ),
        ),
        "email": ("an e-mail address", _email),
        "hostname": ("a host name", _hostname),
        "ipv4": ("an IPv4 address", lambda text: _parses(ipaddress.IPv4Address, text)),
        "ipv6": ("an IPv6 address", lambda text: "%" not in text and _parses(ipaddress.IPv6Address, text)),
        "uri": ("an absolute URI", _uri),
        "uri-reference": ("a URI or a relative reference", _reference),
        "uuid": ("a UUID", _whole(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")),
        "json-pointer": ("a JSON pointer", _whole(r"(?:/(?:[^~/]|~[01])*)*")),
        "regex": ("a regular expression", lambda text: _parses(searching, text)),
    }
)
"""Format to how a message names it, and to its check of a string."""

SILENT: Final = frozenset({"int32", "int64", "float", "double", "password", "byte", "binary"})
"""Formats of OpenAPI that say how a value is kept or shown."""

__all__ = ["FORMATS", "SILENT"]
