"""Every setting of every block: how it is written, what it says and what holds without it.

The checker, editors, the authoring guide and the reference all read these rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from ..diagnostics.suggest import closest
from ..program import KINDS
from ..syntax import nodes
from .fit import Misfit, convert
from .types import Datetime

Value: TypeAlias = "str | int | float | bool | tuple[str, ...] | tuple[int, int] | None"


@dataclass(frozen=True, slots=True)
class Form:
    """How the values of a setting are written."""

    words: str
    """For readers: `a whole number from 1 to 100`."""
    read: Callable[[nodes.Setting], Value | Misfit]
    """From a setting to its value, or to what is wrong with it."""


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting."""

    form: Form
    default: str
    """What holds where it is not given, as an author would write it; empty where nothing does."""
    example: str
    """A value as an author writes it."""
    doc: str
    required: bool = False


Block: TypeAlias = Mapping[str, SettingRow]
"""The settings of one block by name, in the order in which they are shown."""


_VERSION: Final = re.compile(r"(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")
_SHORT_VERSION: Final = re.compile(r"v?([0-9]{1,9})(?:\.([0-9]{1,9}))?(?:\.([0-9]{1,9}))?")


def _read_text(setting: nodes.Setting) -> Value | Misfit:
    match setting.value:
        case nodes.Literal(_, str() as text) if text.strip():
            return text.strip()
        case nodes.SettingValue(_, text):
            return text
        case _:
            return Misfit("expected a text")


def _read_version(setting: nodes.Setting) -> Value | Misfit:
    text = _read_text(setting)
    if isinstance(text, str) and _VERSION.fullmatch(text):
        return text
    short = _SHORT_VERSION.fullmatch(setting.value.span.text.strip('"'))
    meant = ".".join(str(int(part or 0)) for part in short.groups()) if short else None
    return Misfit(
        "expected a semantic version",
        instead=meant and f'"{meant}"',
        help=f'write `"{meant or "1.0.0"}"`: major, minor and patch',
    )


def _read_clock(setting: nodes.Setting) -> Value | Misfit:
    text = _read_text(setting)
    return convert(text, Datetime()) if isinstance(text, str) else text


def _read_words(setting: nodes.Setting) -> Value | Misfit:
    if isinstance(setting.value, nodes.ListNode):
        words = [i.value for i in setting.value.items if isinstance(i, nodes.Literal) and isinstance(i.value, str)]
        if len(words) == len(setting.value.items):
            return tuple(words)
    return Misfit('expected a list of texts, such as `["travel", "trains"]`')


def _number(low: float, high: float, whole: bool = False) -> Form:
    words = f"{'a whole number' if whole else 'a number'} from {low:g} to {high:g}"

    def read(setting: nodes.Setting) -> Value | Misfit:
        value = setting.value.value if isinstance(setting.value, nodes.Literal) else None
        fitting = isinstance(value, int) if whole else isinstance(value, int | float)
        if isinstance(value, bool) or not fitting or not low <= float(value or 0) <= high:
            return Misfit(f"expected {words}")
        return value

    return Form(words, read)


def _span(low: int, high: int) -> Form:
    words = f"a number or a range from {low} to {high}"

    def read(setting: nodes.Setting) -> Value | Misfit:
        match setting.value:
            case nodes.Range(_, int(least), int(most)) if low <= least <= most <= high:
                return least, most
            case nodes.Literal(_, int(number)) if low <= number <= high and not isinstance(number, bool):
                return number, number
            case _:
                return Misfit(f"expected {words}, such as `{low}..{low + 1}`")

    return Form(words, read)


def _one_of(*words: str) -> Form:
    shown = [f'`"{word}"`' for word in words]
    said = f"{', '.join(shown[:-1])} or {shown[-1]}"

    def read(setting: nodes.Setting) -> Value | Misfit:
        text = _read_text(setting)
        if text in words:
            return text
        near = closest(text, words) if isinstance(text, str) else None
        return Misfit(f"expected {said}", instead=near and f'"{near}"')

    return Form(said, read)


_TEXT: Final = Form("a text, or one word without quotes", _read_text)
_RELEASE: Final = Form("a semantic version", _read_version)
_TEXTS: Final = Form("a list of texts", _read_words)
_CLOCK: Final = Form("a moment such as `2026-03-01T09:00:00`, in quotes", _read_clock)

INFO: Final[Block] = {
    "title": SettingRow(_TEXT, "", '"Facts about one city"', "What the scenario is about, in a line.", required=True),
    "domain": SettingRow(_TEXT, "general", "geography", "The field that it belongs to, in one word."),
    "version": SettingRow(_RELEASE, '"0.1.0"', '"1.0.0"', "Version of the scenario; part of its bundle."),
    "license": SettingRow(_TEXT, "", '"CC0-1.0"', "Licence of rows and texts, as an SPDX identifier."),
    "clock": SettingRow(
        _CLOCK, "", '"2026-03-01T09:00:00"', "The moment at which the scenario plays; expressions cannot read it."
    ),
    "policy": SettingRow(
        _TEXT, "", '"Only open orders can be changed."', "Rules that the model is told before each task."
    ),
    "integrate": SettingRow(
        _one_of("derived", "all", "none"),
        '"derived"',
        '"all"',
        "Which tools are merged where they do the same but for a constant or a field.",
    ),
    "tags": SettingRow(_TEXTS, "[]", '["cities", "lookup"]', "Words by which the scenario is found."),
}
"""Settings of `scenario` and `library`."""

REWARD: Final[Block] = {
    "max_turns": SettingRow(
        _number(1, 100, whole=True), "10", "8", "Turns of the model after which an episode is over."
    ),
    "solve_weight": SettingRow(
        _number(0, 1), "0.5", "0.5", "Weight of the solved steps (Solve-F1) in the reward of an episode."
    ),
    "answer_weight": SettingRow(
        _number(0, 1),
        "0.5",
        "0.5",
        "Weight of the outcome: the share of solved steps where the answer is right and the goal reached, else 0.",
    ),
    "repeat": SettingRow(_number(-1, 0), "-0.2", "-0.2", "Reward of a turn that calls on when nothing is open."),
    "malformed": SettingRow(
        _number(-1, 0), "-0.3", "-0.3", "Reward of a last turn with the debris of a call in its text."
    ),
    "empty": SettingRow(_number(-1, 0), "-0.5", "-0.5", "Reward of a last turn without text."),
}
"""Settings of `reward`."""

DEFAULT_TIMEOUT_MS: Final = 100
"""Time that one call of an extern function may take where its settings say nothing."""
EXTERN: Final[Block] = {
    "imports": SettingRow(_TEXTS, "[]", '["math"]', "Modules that the code sees, each under its own name."),
    "timeout_ms": SettingRow(
        _number(1, 10_000, whole=True), str(DEFAULT_TIMEOUT_MS), "50", "Time that one call may take, in milliseconds."
    ),
}
"""Settings of `extern python`."""

_STRENGTH: Final = _number(0, 20, whole=True)
LEVEL: Final[Block] = {
    "functionality": SettingRow(
        _STRENGTH, "0", "1", "Tools that can do more: any field in place of one, any unique key in place of one."
    ),
    "parameters": SettingRow(
        _STRENGTH, "0", "2", "Optional parameters that do something: filters, sorting, limits, choice of fields."
    ),
    "types": SettingRow(
        _STRENGTH, "0", "1", "Richer parameter types: lists, records, ranges and enums in place of plain values."
    ),
    "toolset": SettingRow(_STRENGTH, "0", "4", "Tools that are close to what is needed and never the right ones."),
}
"""Settings of a `level`: the scaling operators with their strengths."""

MAX_EXPLORED: Final = 100_000
"""Most tasks that one `explore` may ask for."""
_COUNT: Final = _number(0, MAX_EXPLORED, whole=True)
_SHARE: Final = "its share of what the other kinds leave"
EXPLORE: Final[Block] = {
    **{kind: SettingRow(_COUNT, _SHARE, "50", f"How many tasks of the kind `{kind}`.") for kind in KINDS},
    "hops": SettingRow(_span(2, 8), "2..4", "2..5", "Calls one after the other in tasks of several hops."),
    "width": SettingRow(_span(2, 8), "2..3", "2..3", "Calls beside each other in parallel tasks."),
}
"""Settings of `explore`."""

BLOCKS: Final[Mapping[str, Block]] = {
    "scenario": INFO,
    "library": INFO,
    "explore": EXPLORE,
    "level": LEVEL,
    "reward": REWARD,
    "extern": EXTERN,
}
"""Keyword to the settings of the block that it begins."""
