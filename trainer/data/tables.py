"""The columns of each format's rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

Column: TypeAlias = Literal["text", "integer", "number", "boolean", "texts", "numbers", "json", "objects"]
"""What a column holds: `json` one JSON value, `objects` a list of JSON objects (messages, documents)."""

_OF: Final[Mapping[str, Column]] = {"bundle": "text", "level": "text", "task": "text", "kind": "text"}
"""What a row is of: the bundle's name, the level, the task's id, its scenario kind."""
_BY: Final[Mapping[str, Column]] = {"policy": "text", "seed": "integer", "sample": "integer"}
"""Who played it: the run's seed and the number of the attempt."""
_AT: Final[Mapping[str, Column]] = {
    "turn": "integer",
    "open": "texts",
    "solved": "texts",
    "solve_rate": "number",
    "round": "integer",
}
"""Where a prefix stands; the round of its collection counts from 1."""

FORMATS: Final[Mapping[str, Mapping[str, Column]]] = {
    "sft": {"messages": "objects", "tools": "objects", **_OF, **_BY, "reward": "number"},
    "prefix": {"prompt": "objects", "tools": "objects", **_OF, **_BY, **_AT},
    "episode": {
        "prompt": "objects",
        "completion": "objects",
        "tools": "objects",
        **_OF,
        **_BY,
        "reward": "number",
        "solve_p": "number",
        "solve_r": "number",
        "solve_f1": "number",
        "answer": "boolean",
        "goal": "boolean",
        "calls": "integer",
        "turn_rewards": "numbers",
        "turn_losses": "numbers",
    },
    "preference": {
        "prompt": "objects",
        "chosen": "objects",
        "rejected": "objects",
        "tools": "objects",
        **_OF,
        "turn": "integer",
        "chosen_reward": "number",
        "rejected_reward": "number",
    },
    "kto": {
        "prompt": "objects",
        "completion": "objects",
        "label": "boolean",
        "tools": "objects",
        **_OF,
        "turn": "integer",
        "reward": "number",
    },
    "task": {"prompt": "objects", "tools": "objects", **_OF, "question": "text", "answer": "json"},
    "ftrl": {
        "messages": "objects",
        "tools": "text",
        "codes": "text",
        "unsolved_set": "text",
        "solve_rate": "number",
        "data_source": "text",
        "split": "text",
        "answer": "text",
        "gt_tool_call": "text",
    },
    "verl": {
        "data_source": "text",
        "agent_name": "text",
        "prompt": "objects",
        "ability": "text",
        "reward_model": "json",
        "extra_info": "json",
    },
}
"""Format to its columns, in their order."""
