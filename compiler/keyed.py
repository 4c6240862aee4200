"""The parts of a level's proofs, each with a hash of what it reads: worked out where the level is made."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from toolwright.runtime.bundle import RewardSettings, Task
from toolwright.runtime.jsontext import canonical

from .prove import Part, parts_of
from .reads import Readings, Rows, WorldReadings, hashed, near
from .scale import ScaledLevel


@dataclass(frozen=True, slots=True)
class Keyed:
    """What the proofs of a level read."""

    keys: Mapping[Part, str]
    """Its parts, each with a hash of what it reads besides calls."""
    tools: Mapping[str, str]
    """What calls of its tools read."""


class Basis:
    """What proofs read besides their level."""

    def __init__(
        self, scenario: str, reward: RewardSettings, policy: str | None, tasks: Sequence[Task], rows: Rows
    ) -> None:
        """Of the *scenario* of this name, with *tasks* as they are at level `base`, over *rows*."""
        self.scenario = scenario
        # Settings of episodes; the code of proofs is not among it, for a memo is kept for one version of this program.
        self.settings = (reward.model_dump_json(), policy or "")
        self.answers = {task.id: canonical(task.answer_data.model_dump(mode="json")) for task in tasks}
        self.world = WorldReadings(rows)


def keyed(level: ScaledLevel, files: Mapping[str, str], basis: Basis) -> Keyed:
    """What the proofs of *level* read, which stands in the bundle as *files*."""
    reads = Readings(level.module, level.tasks, basis.world)
    return Keyed(dict(_keys(level, files, reads, basis)), reads.tools)


def _keys(level: ScaledLevel, files: Mapping[str, str], reads: Readings, basis: Basis) -> Iterator[tuple[Part, str]]:
    shared = hashed([reads.shared, *basis.settings])
    folder = f"levels/{level.name}/"
    samples: dict[str, Any] = json.loads(files[f"{folder}samples.json"])
    lines = [sha256(line).hexdigest() for line in files[f"{folder}tasks.jsonl"].encode().splitlines()]
    others = near(level.tasks, answers_too=level.name == "base")
    tasks = {task.id: task for task in level.tasks}
    line_of = dict(zip(tasks, lines, strict=True))
    texts = [f"{path} {sha256(text.encode()).hexdigest()}" for path, text in sorted(files.items()) if _says_tools(path)]
    for part in parts_of(level.name, (tool.name for tool in level.module.tools), tasks):
        read: Iterable[str]
        match part.of:
            case "texts":
                read = [basis.scenario, *texts, *reads.of_texts()]
            case "questions":
                read = (f"{task.id} {task.question}" for task in level.tasks)
            case "tool":
                read = reads.of_tool(part.name, samples.get(part.name))
            case "task":
                read = [
                    line_of[part.name],
                    basis.answers.get(part.name, ""),
                    *reads.of_task(tasks[part.name]),
                    "and",
                    *others[part.name],
                ]
        # Counts and findings name the level; some proofs are made at `base` alone.
        yield part, hashed([part.level, part.of, shared, *read])


def _says_tools(path: str) -> bool:
    return not path.endswith(("/tasks.jsonl", "/samples.json"))
