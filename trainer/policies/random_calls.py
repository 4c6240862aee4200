"""The policy that knows the documents and nothing else: the lower bound."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping, Sequence
from typing import Any

from .base import Situation, tool_call

_WORDS = re.compile(r"\w+(?:[ .'-]\w+)*")
_MOST_TURNS, _MOST_CALLS = 3, 3


class RandomPolicy:
    """Makes seeded calls that fit the documents' types, with words of the conversation, then answers one of
    them.
    """

    name = "random"

    def act(self, batch: Sequence[Situation]) -> list[dict[str, Any]]:
        """One assistant message for each situation; the same one for the same task, seed and turn."""
        return [_message(situation) for situation in batch]


def _message(situation: Situation) -> dict[str, Any]:
    turn = situation.turn
    rng = random.Random(f"{situation.seed}/{situation.task.id}/{turn}")
    words = _words(situation, rng)
    if not situation.tools or turn >= rng.randint(1, _MOST_TURNS):
        return {"role": "assistant", "content": f"Answer: {rng.choice(words)}"}
    made = enumerate(_calls(situation, rng, words, rng.randint(1, _MOST_CALLS)))
    calls = [tool_call(f"call_{turn}_{i}", name, json.dumps(given, ensure_ascii=False)) for i, (name, given) in made]
    return {"role": "assistant", "content": "", "tool_calls": calls}


def random_calls(situation: Situation, rng: random.Random, count: int) -> list[tuple[str, Any]]:
    """*count* calls (tool and arguments) that fit the documents' types, with words of the conversation."""
    return _calls(situation, rng, _words(situation, rng), count) if situation.tools else []


def _calls(situation: Situation, rng: random.Random, words: Sequence[str], count: int) -> list[tuple[str, Any]]:
    made = []
    for _ in range(count):
        function = rng.choice(situation.tools)["function"]
        made.append((function["name"], _value(function["parameters"], rng, words)))
    return made


def _words(situation: Situation, rng: random.Random) -> list[str]:
    """Runs of one to three words of what was asked and seen."""
    words: list[str] = []
    for message in situation.messages:
        if message["role"] in ("user", "tool"):
            words += _WORDS.findall(str(message.get("content") or ""))
    singles = [word for run in words for word in run.split()] or ["nothing"]
    start = rng.randrange(len(singles))
    return [*singles, " ".join(singles[start : start + 2]), " ".join(singles[start : start + 3])]


def _value(schema: Mapping[str, Any], rng: random.Random, words: Sequence[str]) -> Any:
    """A value of the type that *schema* asks for. Lengths and patterns are not looked at: such calls may be
    refused.
    """
    if "enum" in schema:
        return rng.choice(schema["enum"])
    if "const" in schema:
        return schema["const"]
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return _value(rng.choice(schema[union]), rng, words)
    kind = schema.get("type", "string")
    match rng.choice(kind) if isinstance(kind, list) else kind:
        case "object":
            required = schema.get("required", ())
            wanted = {
                name: part
                for name, part in schema.get("properties", {}).items()
                if name in required or rng.random() < 0.3
            }
            return {name: _value(part, rng, words) for name, part in wanted.items()}
        case "array":
            length = max(schema.get("minItems", 0), rng.randint(0, 2))
            return [_value(schema.get("items", {}), rng, words) for _ in range(length)]
        case "integer":
            low = int(schema.get("minimum", 0))
            return rng.randint(low, max(low, int(schema.get("maximum", low + 100))))
        case "number":
            least = float(schema.get("minimum", 0))
            return round(rng.uniform(least, max(least, float(schema.get("maximum", least + 100)))), 2)
        case "boolean":
            return rng.random() < 0.5
        case "null":
            return None
        case _:
            return rng.choice(words)
