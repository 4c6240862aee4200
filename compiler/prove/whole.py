"""All proofs of a bundle, from the bundle alone, so that `verify` repeats them anywhere.

They come in parts that can be proved beside each other and in any order: of each level its texts, its questions, every
tool and every task. The parts share nothing but the bundle.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from toolwright.runtime import Bundle
from toolwright.runtime.bundle import Manifest
from toolwright.runtime.documents import document
from toolwright.runtime.python import generated

from ..texts import extern_module, tools_page, tools_title
from .answers import computed, mistaken
from .bench import Bench, Call
from .blind import BLIND, beyond_chance, blind, blind_shows
from .finding import Finding, Proof, together
from .interface import interfaces
from .leaks import leaks
from .live import dead_parameters
from .plans import calls, golden, kind, mutated, orders
from .shortcuts import shortcuts

Advance = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the proofs."""

    level: str
    of: Literal["texts", "questions", "tool", "task"]
    name: str = ""
    """Of the tool or the task."""


def parts_of(level: str, tools: Iterable[str], tasks: Iterable[str]) -> list[Part]:
    """The parts of a level that has these *tools* and *tasks*."""
    return [
        Part(level, "texts"),
        Part(level, "questions"),
        *(Part(level, "tool", name) for name in tools),
        *(Part(level, "task", name) for name in tasks),
    ]


def prove(bundle: Bundle, advance: Advance = lambda: None) -> dict[str, Proof]:
    """All proofs of a bundle by level; *advance* is called after each task of each level. Raises BundleError."""
    return {level: together(_all(Bench(bundle, level), advance)) for level in bundle.level_names}


def _all(bench: Bench, advance: Advance) -> Iterator[Proof]:
    for part in parts_of(bench.level, bench.machine.tools, bench.tasks):
        yield prove_part(bench, part)
        if part.of == "task":
            advance()


def prove_part(bench: Bench, part: Part) -> Proof:
    """One part of the proofs of the bench's level."""
    counts: Counter[str] = Counter()
    match part.of:
        case "texts":
            findings = [*_texts(bench, counts), *interfaces(bench, counts)]
        case "questions":
            findings = list(_questions(bench, counts))
        case "tool":
            findings = list(dead_parameters(bench, part.name, counts))
            counts["blind_calls"] += blind(bench, part.name).made
        case "task":
            findings = list(_task(bench, part.name, counts))
    return Proof(tuple(findings), dict(sorted(counts.items())))


def shows(bench: Bench, tool: str, arguments: str) -> str:
    """A hash of what proofs see of a call that `Bench.reading` tells."""
    return blind_shows(bench, tool) if arguments == BLIND else bench.shows(tool, arguments)


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
    """Documents and Python of a level are what its intermediate form says, and a line map says where it stands."""
    counts["texts"] += 3
    documents = [document(tool) for tool in bench.module.tools]
    if json.loads(bench.file("tools.json")) != documents:
        yield Finding("TW0666", bench.level, None, "tools.json is not what the intermediate form says")
    if bench.file("tools.md") != tools_page(bench.bundle.name, bench.level, bench.module):
        yield Finding("TW0666", bench.level, None, "tools.md is not what the intermediate form says")
    python = generated(bench.module, tools_title(bench.bundle.name, bench.level))
    if bench.file("tools.py") != python.text:
        yield Finding("TW0666", bench.level, None, "tools.py is not what the intermediate form says")
    # A new bundle gets its maps once it is proved.
    told = [(row.part, *row.python) for row in bench.bundle.line_map(bench.level).rows if row.python]
    if told and told != [tuple(lines) for lines in python.lines]:
        yield Finding("TW0666", bench.level, None, "tools.map.jsonl does not say what stands in tools.py")
    for extern in bench.module.externs:
        path = f"extern/{extern.name}.py"
        if bench.bundle.files.get(path) != extern_module(extern.imports, extern.code).encode():
            yield Finding("TW0666", bench.level, None, f"{path} is not what the intermediate form says")


@dataclass(frozen=True, slots=True)
class _Files:
    """A bundle's files, told apart by its manifest, which holds the hashes of all others."""

    manifest: bytes
    all: Mapping[str, bytes] = field(compare=False)


def bench_of(files: Mapping[str, bytes], level: str) -> Bench:
    """The bench of a level of the bundle that is *files*, the manifest among them; the last few are kept.

    What stands in the files is not held to be legal again: `compiler.loadable` saw to it when they were made.
    """
    return _bench(_Files(files["manifest.json"], files), level)


@lru_cache(maxsize=2)
def _bundle(files: _Files) -> Bundle:
    rest = {path: data for path, data in files.all.items() if path != "manifest.json"}
    return Bundle(Manifest.model_validate_json(files.manifest), rest, vouched=True)


@lru_cache(maxsize=8)
def _bench(files: _Files, level: str) -> Bench:
    return Bench(_bundle(files), level)
