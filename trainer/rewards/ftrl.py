"""The FTRL reference code's four rewards, text matching and branch order included, for comparison only.

Their loopholes are theirs: argument echo, substring collisions, guesses that pay, dropped malformed calls.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from toolwright.runtime import CallRecord, ScoredTurn, Task
from toolwright.runtime.answers import answer_text
from toolwright.runtime.jsontext import canonical

from ..parsing.qwen import CLOSE, OPEN

_DEBRIS: Final = (OPEN, CLOSE, "<tool_parsed_response>")
_ENDS: Final = ("<|endoftext|>", "<|im_end|>")
"""Special tokens that the reference takes off a text's end, in this order and each once."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """What the reference sees of one turn."""

    calls: int
    """p: calls that parsed."""
    hits: int
    """q: open sub-answers that the turn satisfied."""
    open: int
    """t: open sub-answers before the turn."""
    text: str
    malformed: bool


def ftrl_f1(task: Task, turns: Sequence[ScoredTurn]) -> list[float]:
    """One reward a turn: 2q / (p + 1) for turns with calls. The paper trained with this one."""
    return _rewards(task, turns, lambda p, q: 2 * q / (p + 1))


def ftrl_precision(task: Task, turns: Sequence[ScoredTurn]) -> list[float]:
    """One reward a turn: q / p for turns with calls."""
    return _rewards(task, turns, lambda p, q: q / p)


def ftrl_rate(task: Task, turns: Sequence[ScoredTurn]) -> list[float]:
    """One reward a turn: q for turns with calls."""
    return _rewards(task, turns, lambda p, q: float(q))


def ftrl_pr(task: Task, turns: Sequence[ScoredTurn]) -> list[float]:
    """One reward a turn: q * q / p for turns with calls."""
    return _rewards(task, turns, lambda p, q: q * q / p)


def _rewards(task: Task, turns: Sequence[ScoredTurn], with_calls: Callable[[int, int], float]) -> list[float]:
    return [_reward(task, turn, with_calls) for turn in _counted(task, turns)]


def _reward(task: Task, turn: _Counted, with_calls: Callable[[int, int], float]) -> float:
    if turn.calls:
        return with_calls(turn.calls, turn.hits)
    # The text of a turn whose only calls are malformed is, in the reference, the calls' own text.
    if not turn.text and not turn.malformed:
        return -0.5
    if turn.malformed or any(tag in turn.text for tag in _DEBRIS):
        return -0.3
    # An empty answer is contained in every text, there as here.
    if _plain(answer_text(task.answer)) in _plain(turn.text):
        return 1 / (1 + turn.open)
    return 0.5 if turn.open == 0 else 0.0


def _counted(task: Task, turns: Sequence[ScoredTurn]) -> Iterator[_Counted]:
    """The turns with the reference's own state: open sub-answers by tool name, used up greedily."""
    unsolved: dict[str, list[str]] = {}
    for step in task.steps:
        unsolved.setdefault(step.tool, []).append(sub_answer(step.answer))
    for turn in turns:
        calls = [call for call in turn.calls if _parsed(call)]
        before = sum(map(len, unsolved.values()))
        for call in calls:
            left = unsolved.get(call.name, [])
            hit = next((answer for answer in left if _shown(answer, call.observation)), None)
            if hit is not None:
                left.remove(hit)
        after = sum(map(len, unsolved.values()))
        yield _Counted(
            calls=len(calls),
            hits=before - after,
            open=before,
            text=_content(turn.text),
            malformed=len(calls) < len(turn.calls),
        )


def _parsed(call: CallRecord) -> bool:
    """Whether the reference takes the call: it has a name, and an object as arguments. Others it drops in silence.

    Duplicate keys and NaN are fine with it, and neither size nor depth is looked at.
    """
    try:
        return bool(call.name) and isinstance(json.loads(call.arguments), dict)
    except (ValueError, RecursionError):
        return False


def _content(text: str) -> str:
    text = text.strip()
    for end in _ENDS:
        text = text.removesuffix(end).strip()
    return text


def _shown(answer: str, observation: str) -> bool:
    """Whether every `, `-separated part of *answer* occurs in *observation* (the reference's
    `answer_verify`).
    """
    seen = _plain(observation)
    return all(_plain(part) in seen for part in answer.split(", "))


def _plain(text: str) -> str:
    return text.lower().replace(",", "").strip()


def sub_answer(value: object) -> str:
    """A step's answer as the reference's data would hold it: text, lists joined by `, `."""
    if isinstance(value, list):
        return ", ".join(sub_answer(item) for item in value)
    return value if isinstance(value, str) else canonical(value)
