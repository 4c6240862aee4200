"""All proofs of a bundle, from the bundle alone, so that `verify` repeats them anywhere.

They come in parts that can be proved beside each other: for each level what holds for it as a whole (`prove_level`),
and its tasks in any chunks (`prove_tasks`). The parts share nothing but the bundle, and their findings and counts do
not hang on how tasks are cut into chunks.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from toolwright.runtime import Bundle
from toolwright.runtime.bundle import Manifest
from toolwright.runtime.documents import document
from toolwright.runtime.python import module_source

from ..texts import tools_page, tools_title
from .answers import computed, mistaken
from .bench import Bench, Call
from .blind import beyond_chance, blind_calls
from .finding import Finding, Proof, together
from .interface import interfaces
from .leaks import leaks
from .live import dead_parameters
from .plans import calls, golden, kind, mutated, orders
from .shortcuts import shortcuts

Advance = Callable[[], None]


def prove(bundle: Bundle, advance: Advance = lambda: None) -> dict[str, Proof]:
    """All proofs of a bundle by level; *advance* is called after each task of each level. Raises BundleError."""
    proofs: dict[str, Proof] = {}
    for level in bundle.level_names:
        bench = Bench(bundle, level)
        proofs[level] = together([prove_level(bench), prove_tasks(bench, list(bench.tasks), advance)])
    return proofs


def prove_part(files: Mapping[str, bytes], level: str, task_ids: Sequence[str] | None) -> Proof:
    """A part of the proofs, for another process: the chunk *task_ids* of a level, or the level as a whole (None).

    *files* are those of the bundle, the manifest among them. Raises BundleError.
    """
    bench = _bench(_Files(files), level)
    return prove_level(bench) if task_ids is None else prove_tasks(bench, task_ids)


def prove_level(bench: Bench) -> Proof:
    """What holds for the tools and for all tasks of a level together."""
    counts: Counter[str] = Counter()
    findings = [*_texts(bench, counts), *interfaces(bench, counts), *_questions(bench, counts)]
    for tool in bench.machine.tools:
        findings += dead_parameters(bench, tool, counts)
        counts["blind_calls"] += bench.once(("blind", tool), lambda t=tool: blind_calls(bench, t)).made  # type: ignore[misc]
    return Proof(tuple(findings), dict(sorted(counts.items())))


def prove_tasks(bench: Bench, task_ids: Sequence[str], advance: Advance = lambda: None) -> Proof:
    """What holds for some tasks of a level, each by itself; *advance* is called after each."""
    counts: Counter[str] = Counter()
    findings: list[Finding] = []
    for task_id in task_ids:
        findings += _task(bench, task_id, counts)
        advance()
    return Proof(tuple(findings), dict(sorted(counts.items())))


def _task(bench: Bench, task_id: str, counts: Counter[str]) -> Iterator[Finding]:
    task = bench.tasks[task_id]
    wrong = list(golden(bench, task, counts))
    yield from wrong
    yield from kind(bench, task, counts)
    leaked = list(leaks(bench, task, counts))
    yield from leaked
    if wrong:
        return  # what follows takes the golden plan for right
    seen = bench.run([Call(step.tool, step.arguments) for step in task.steps])
    unneeded = list(calls(bench, task, seen, counts))
    yield from unneeded
    yield from computed(bench, task, seen, counts)
    yield from mistaken(bench, task, counts)
    yield from mutated(bench, task, seen, counts)
    yield from orders(bench, task, seen, counts)
    if not unneeded and not leaked:
        yield from shortcuts(bench, task, counts)
    yield from beyond_chance(bench, task)


def _questions(bench: Bench, counts: Counter[str]) -> Iterator[Finding]:
    """No two tasks of a level ask the same question."""
    asked: dict[str, str] = {}
    for task in bench.tasks.values():
        counts["questions"] += 1
        first = asked.setdefault(" ".join(task.question.casefold().split()), task.id)
        if first != task.id:
            message = f"`{first}` and `{task.id}` ask the same question"
            yield Finding("TW0659", bench.level, task.id, message, f"both ask: {task.question}")


def _texts(bench: Bench, counts: Counter[str]) -> Iterator[Finding]:
    """Documents and Python of a level are what its intermediate form says."""
    counts["texts"] += 3
    documents = [document(tool) for tool in bench.module.tools]
    if json.loads(bench.file("tools.json")) != documents:
        yield Finding("TW0666", bench.level, None, "tools.json is not what the intermediate form says")
    if bench.file("tools.md") != tools_page(bench.bundle.name, bench.level, bench.module):
        yield Finding("TW0666", bench.level, None, "tools.md is not what the intermediate form says")
    if bench.file("tools.py") != module_source(bench.module, tools_title(bench.bundle.name, bench.level)):
        yield Finding("TW0666", bench.level, None, "tools.py is not what the intermediate form says")


class _Files(dict[str, bytes]):
    """A bundle's files, told apart by its manifest, which holds the hashes of all others."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(self["manifest.json"])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Files) and self["manifest.json"] == other["manifest.json"]


@lru_cache(maxsize=8)
def _bench(files: _Files, level: str) -> Bench:
    rest = dict(files)
    manifest = Manifest.model_validate_json(rest.pop("manifest.json"))
    return Bench(Bundle(manifest, rest), level)
