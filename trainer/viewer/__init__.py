"""Episodes as one page of HTML that needs nothing else: what `toolwright show FILE.jsonl --html` writes.

It stands in the trainer, since it shows rewards, and rewards are the trainer's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from jinja2 import Environment as Templates
from jinja2 import PackageLoader, StrictUndefined
from markupsafe import Markup

from ..replay import Replay

MOST_BYTES: Final = 24 << 20
"""The most that episodes take in a page; what comes after is left out and counted."""

LONGEST: Final = 4000
"""The most characters that a page shows of one text."""


def page(
    episodes: Iterable[Replay], title: str, names: Mapping[str, str], goal_text: Callable[[Replay], str | None]
) -> tuple[str, int]:
    """The page of *episodes*, and how many of them were left out because it would have grown too large.

    *names* says what their bundles are called, by id; *goal_text* which state the task of an episode wants, None where
    it wants none.
    """
    rows: list[str] = []
    size = left_out = 0
    for episode in episodes:
        # Text is only ever data to the page; `<` could end the element that holds it.
        told = _row(episode, names[episode.bundle.id], goal_text(episode))
        row = json.dumps(told, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")
        if size + len(row) > MOST_BYTES:
            left_out += 1
            continue
        size += len(row)
        rows.append(row)
    templates = Templates(
        loader=PackageLoader("toolwright.trainer.viewer"), undefined=StrictUndefined, autoescape=True, trim_blocks=True
    )
    data = Markup(f"[{','.join(rows)}]")
    text = templates.get_template("page.html.j2").render(title=title, data=data, shown=len(rows), left_out=left_out)
    return text, left_out


def _row(episode: Replay, bundle: str, goal_text: str | None) -> dict[str, Any]:
    score = episode.score
    return {
        "line": episode.line,
        "bundle": bundle,
        "level": episode.level,
        "task": episode.task.id,
        "kind": episode.task.kind,
        "policy": episode.policy,
        "seed": episode.seed,
        "question": episode.task.question,
        "expected": json.dumps(episode.task.answer_data.value, ensure_ascii=False),
        "steps": [{"id": step.id, "question": step.question} for step in episode.task.steps],
        "failed": episode.failed,
        "solved": score.solved,
        "calls": score.calls,
        "f1": round(score.f1, 4),
        "reward": round(score.reward, 4),
        "answer": score.answer_correct,
        "goal": score.goal_reached,
        "goal_text": goal_text,
        "turns": [
            {
                "text": _cut(turn.text),
                "reward": round(reward, 4),
                "answer": turn.answer_correct,
                "calls": [
                    {
                        "name": call.name[:200],
                        "arguments": _cut(call.arguments),
                        "observation": _cut(call.observation),
                        "error": call.error,
                        "solved": call.solved,
                    }
                    for call in turn.calls
                ],
            }
            for turn, reward in zip(score.turns, episode.rewards, strict=True)
        ],
    }


def _cut(text: str) -> str:
    rest = len(text) - LONGEST
    return text if rest <= 0 else f"{text[:LONGEST]} … {rest:,} characters more"


__all__ = ["LONGEST", "MOST_BYTES", "page"]
