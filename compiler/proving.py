"""The proofs of a new bundle: in parts that workers prove beside each other, but for those that a memo knows to hold.

A part is a task at one level, or a level as a whole; what its proofs read is hashed (`reads`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from toolwright.runtime.bundle import Manifest, Task

from .prove import Proof, prove_part, together
from .reads import Readings, Rows, hashed, neighbours
from .scale import ScaledLevel
from .workshop import Memo, Workshop

CHUNK: Final = 120
"""Tasks that are handed to a worker at a time."""
SECONDS_A_TASK: Final = 0.004
"""About what proving a task at one level takes."""


@dataclass(frozen=True, slots=True)
class Proved:
    """The proofs of a bundle."""

    proofs: dict[str, Proof]
    """By level."""
    parts: int
    """Tasks at all levels, and levels."""
    known: int
    """Parts that a build before this one proved."""


@dataclass(frozen=True, slots=True)
class _Part:
    level: str
    task: str | None
    """None for what holds for the level as a whole."""
    key: str


@dataclass(frozen=True, slots=True)
class _Job:
    """Parts of one level, for one worker."""

    files: Mapping[str, bytes]
    parts: tuple[_Part, ...]

    @property
    def tasks(self) -> int:
        return sum(part.task is not None for part in self.parts)


def proved(
    files: Mapping[str, bytes],
    levels: Sequence[ScaledLevel],
    rows: Rows,
    workshop: Workshop,
    advance: Callable[[int], None],
) -> Proved:
    """The proofs of the bundle that is *files*; *advance* is told how many more tasks have been proved at a level."""
    manifest = Manifest.model_validate_json(files["manifest.json"])
    known = _Known(workshop.memo, manifest.name)
    parts = [part for level in levels for part in _parts(files, manifest, level, rows)]
    found = {part: known.proofs[part.key] for part in parts if part.key in known.proofs}
    advance(sum(part.task is not None for part in found))
    reused = len(found)
    jobs = list(_jobs(files, [part for part in parts if part not in found]))
    seconds = SECONDS_A_TASK * sum(job.tasks for job in jobs)
    for job, proofs in zip(jobs, workshop.workers.map(_prove, jobs, seconds), strict=True):
        found.update(zip(job.parts, proofs, strict=True))
        advance(job.tasks)
    if jobs:
        known.keep({part.key: proof for part, proof in found.items() if not proof.findings})
    by_level = {level.name: together(found[part] for part in parts if part.level == level.name) for level in levels}
    return Proved(by_level, len(parts), reused)


def _prove(job: _Job) -> list[Proof]:
    return [prove_part(job.files, part.level, None if part.task is None else (part.task,)) for part in job.parts]


def _jobs(files: Mapping[str, bytes], parts: Sequence[_Part]) -> Iterator[_Job]:
    """*parts* in jobs of one level each, whose machine is made once then."""
    for _, of_level in groupby(parts, lambda part: part.level):
        taken = list(of_level)
        yield from (_Job(files, tuple(taken[i : i + CHUNK])) for i in range(0, len(taken), CHUNK))


def _parts(files: Mapping[str, bytes], manifest: Manifest, level: ScaledLevel, rows: Rows) -> Iterator[_Part]:
    reads = Readings(level.module, rows)
    # The code of proofs and settings of episodes; a memo is kept for one version of this program.
    shared = hashed([reads.shared, manifest.reward.model_dump_json(), manifest.policy or ""])
    folder = f"levels/{level.name}/"
    whole = [f"{path} {manifest.files[path]}" for path in sorted(manifest.files) if path.startswith(folder)]
    yield _Part(level.name, None, hashed(["level", shared, *whole, *reads.tools.values()]))
    lines = [hashed([line]) for line in files[f"{folder}tasks.jsonl"].decode().splitlines()]
    families: dict[str, list[tuple[Task, str]]] = {}
    for task, line in zip(level.tasks, lines, strict=True):
        families.setdefault(task.id.partition("/")[0], []).append((task, line))
    for own in families.values():
        near = neighbours([task for task, _ in own])
        for (task, line), others in zip(own, near, strict=True):
            offered = [reads.tools[name] for name in task.tools]
            read = [shared, line, reads.of_formulas(task), *offered, "and", *(own[place][1] for place in others)]
            yield _Part(level.name, task.id, hashed(read))


class _Known:
    """What a memo knows of the proofs of one scenario."""

    def __init__(self, memo: Memo, scenario: str) -> None:
        self._memo = memo
        self._name = f"proofs of {scenario}"
        kept: dict[str, Any] = memo.get(self._name) or {"counts": [], "parts": {}}
        proofs = [Proof((), counts) for counts in kept["counts"]]
        self.proofs: dict[str, Proof] = {key: proofs[number] for key, number in kept["parts"].items()}

    def keep(self, new: Mapping[str, Proof]) -> None:
        """Remember *new*, and as much of what was known: a change may be taken back."""
        old = [key for key in self.proofs if key not in new][: len(new)]
        counts: list[dict[str, int]] = []
        numbers: dict[str, int] = {}
        parts: dict[str, int] = {}
        for key, proof in (*new.items(), *((key, self.proofs[key]) for key in old)):
            text = repr(sorted(proof.counts.items()))
            if text not in numbers:
                numbers[text] = len(counts)
                counts.append(dict(proof.counts))
            parts[key] = numbers[text]
        self._memo.put(self._name, {"counts": counts, "parts": parts})
