"""The proofs of a new bundle: in parts that workers prove beside each other, but for those that a memo knows to hold.

A part holds as before where everything that it read is the same (`compiler.reads`), and where every call that it looked
at shows what it showed. A call is made again for that only where its tool reads something that is not the same.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Final

from .keyed import Keyed
from .prove import Part, Proof, bench_of, prove_part, shows, together
from .prove.bench import HOLDERS, Reads
from .remembered import Calls, Kept, Numbered, Remembered, Seen
from .workshop import Workers, Workshop

CHUNK: Final = 120
"""Parts that are handed to a worker at a time."""
SECONDS_A_PART: Final = 0.004
"""About what proving a task at one level takes."""
CALLS: Final = 4000
"""Calls that are handed to a worker at a time."""
SECONDS_A_CALL: Final = 0.0001


@dataclass(frozen=True, slots=True)
class Proved:
    """The proofs of a bundle."""

    proofs: dict[str, Proof]
    """By level."""
    parts: int
    """Of each level its texts, its questions, its tools and its tasks."""
    known: int
    """Parts that a build before this one proved."""


@dataclass(frozen=True, slots=True)
class _Job:
    """Parts of one level, for one worker."""

    level: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _Again:
    """Calls of one level to look at again, each (tool, arguments)."""

    level: str
    calls: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Level:
    """A level as it is proved."""

    reads: Keyed
    found: dict[Part, Kept]
    """Proofs, as far as there are some; their calls are those of the prover."""


class Prover:
    """Proves the levels of one bundle, and again those that are made anew."""

    def __init__(self, scenario: str, workshop: Workshop) -> None:
        """Of the *scenario* of this name."""
        self._workers = workshop.workers
        self._before = Remembered(workshop.memo, scenario)
        self._calls = Calls()
        self._levels: dict[str, _Level] = {}
        self._earlier: dict[str, list[Kept]] = {}
        """What held of levels that were made anew since, by key."""
        self._anew: set[Part] = set()
        self._renewed: set[int] = set()
        """Identities of what was known before and holds now."""

    def prove(
        self,
        files: Mapping[str, bytes],
        levels: Sequence[str],
        anew: Mapping[str, Keyed],
        advance: Callable[[int], None],
    ) -> Proved:
        """The proofs of the bundle that is *files*, whose *levels* stand as they were but for those made *anew*.

        *advance* is told how many more tasks have been proved at a level.
        """
        for name, reads in anew.items():
            if name in self._levels:
                self._put_by(self._levels[name])
            self._levels[name] = _Level(reads, {})
        advance(sum(_tasks(of.found) for of in self._levels.values()))
        held = self._held(files, list(anew))
        advance(held)
        self._prove(files, list(anew), advance)
        proofs = {
            name: together(of.found[part].proof for part in of.reads.keys)
            for name in levels
            for of in (self._levels[name],)
        }
        parts = {part for of in self._levels.values() for part in of.reads.keys}
        return Proved(proofs, len(parts), len(parts - self._anew))

    def remember(self) -> None:
        """Keep what held for the builds to come."""
        if not self._anew:
            return
        now = {
            of.reads.keys[part]: kept
            for of in self._levels.values()
            for part, kept in of.found.items()
            if not kept.proof.findings
        }
        self._before.keep(now, self._earlier, self._calls, self._renewed)

    def _put_by(self, level: _Level) -> None:
        for part, kept in level.found.items():
            if not kept.proof.findings:
                self._earlier.setdefault(level.reads.keys[part], []).append(kept)

    def _held(self, files: Mapping[str, bytes], names: Sequence[str]) -> int:
        """Find those parts of the levels *names* that hold as before; how many of them are tasks."""
        levels = {name: self._levels[name] for name in names}
        now = {reads for of in self._levels.values() for reads in of.reads.tools.values()}
        found = 0
        for numbered, parts in ((Numbered(self._calls), self._earlier), (self._before.calls, self._before.parts)):
            held = _held(files, numbered, parts, levels, now, self._workers, self._calls)
            for part, (before, kept) in held.items():
                levels[part.level].found[part] = kept
                self._renewed.add(id(before))
            found += _tasks(held)
        return found

    def _prove(self, files: Mapping[str, bytes], names: Sequence[str], advance: Callable[[int], None]) -> None:
        """Prove those parts of the levels *names* that nothing is known of."""
        left = [
            part for name in names for part in self._levels[name].reads.keys if part not in self._levels[name].found
        ]
        jobs = list(_jobs(left))
        seconds = SECONDS_A_PART * len(left)
        proofs = self._workers.map(_prove, files, jobs, seconds, attrgetter("level"))
        for job, (kept, seen) in zip(jobs, proofs, strict=True):
            level = self._levels[job.level]
            copied = Numbered(seen).copier(self._calls, partial(_as_now, level.reads.tools, ()))
            level.found.update(
                (part, Kept(each.proof, copied(each.reads))) for part, each in zip(job.parts, kept, strict=True)
            )
            advance(_tasks(job.parts))
        self._anew.update(left)


def _tasks(parts: Iterable[Part]) -> int:
    return sum(part.of == "task" for part in parts)


# ------------------------------------------------------------------ what held before


def _held(
    files: Mapping[str, bytes],
    numbered: Numbered,
    known: Mapping[str, Sequence[Kept]],
    levels: Mapping[str, _Level],
    now: Container[str],
    workers: Workers,
    calls: Calls,
) -> dict[Part, tuple[Kept, Kept]]:
    """The parts of *levels* that hold as in *known*, each as it is there, whose calls are *numbered*, and as it is now,
    whose calls go to *calls*.

    *now* has all that any tool reads.
    """
    same = [
        (part, kept)
        for of in levels.values()
        for part, key in of.reads.keys.items()
        if part not in of.found
        for kept in known.get(key, ())
    ]
    changed_calls = numbered.picker(lambda call: call.reads not in now)
    changed: dict[str, dict[tuple[str, str], None]] = {}
    for part, kept in same:
        tools = levels[part.level].reads.tools
        wanted = (
            (call.tool, call.arguments)
            for call in sorted(changed_calls(kept.reads))
            # No column need hold a text any more, or have held it.
            if call.tool in tools or call.tool.startswith(HOLDERS)
        )
        changed.setdefault(part.level, {}).update(dict.fromkeys(wanted))
    again = [
        _Again(level, tuple(wanted)[i : i + CALLS])
        for level, wanted in changed.items()
        for i in range(0, len(wanted), CALLS)
    ]
    seconds = SECONDS_A_CALL * sum(len(each.calls) for each in again)
    shown: dict[tuple[str, str, str], str] = {}
    looked = workers.map(_look_again, files, again, seconds, attrgetter("level"))
    for each, found in zip(again, looked, strict=True):
        shown.update(((each.level, *call), what) for call, what in zip(each.calls, found, strict=True))
    copiers = {name: numbered.copier(calls, partial(_as_now, of.reads.tools, now)) for name, of in levels.items()}
    held: dict[Part, tuple[Kept, Kept]] = {}
    for part, kept in same:
        calls_now = (shown.get((part.level, c.tool, c.arguments)) == c.shows for c in changed_calls(kept.reads))
        if part not in held and all(calls_now):
            held[part] = kept, Kept(kept.proof, copiers[part.level](kept.reads))
    return held


def _as_now(tools: Mapping[str, str], now: Container[str], call: Seen) -> Seen:
    """A call that shows what it showed, over what its tool reads now."""
    return call if call.reads in now else call._replace(reads=tools.get(call.tool, ""))


def _look_again(files: Mapping[str, bytes], again: _Again) -> list[str]:
    bench = bench_of(files, again.level)
    return [shows(bench, tool, arguments) for tool, arguments in again.calls]


# ------------------------------------------------------------------ what is proved now


def _prove(files: Mapping[str, bytes], job: _Job) -> tuple[list[Kept], Calls]:
    """The proofs of a job's parts, and the calls that they hang on."""
    bench = bench_of(files, job.level)
    calls = Calls()
    numbers: dict[tuple[str, str] | int, int] = {}

    def number(read: tuple[str, str] | Reads) -> int:
        match read:
            case (str(tool), str(arguments)):
                call = (tool, arguments)
                if call not in numbers:
                    numbers[call] = calls.call(Seen("", tool, arguments, shows(bench, tool, arguments)))
                return numbers[call]
        # The bench holds on to its groups, so each has an identity of its own.
        if id(read) not in numbers:
            numbers[id(read)] = calls.group([number(member) for member in read])
        return numbers[id(read)]

    kept = []
    for part in job.parts:
        proof, reads = bench.reading(partial(prove_part, bench, part))
        kept.append(Kept(proof, calls.group([number(read) for read in reads])))
    return kept, calls


def _jobs(parts: Sequence[Part]) -> Iterator[_Job]:
    """*parts* in jobs of one level each, whose machine is made once then."""
    for level, of_level in groupby(parts, attrgetter("level")):
        taken = list(of_level)
        yield from (_Job(level, tuple(taken[i : i + CHUNK])) for i in range(0, len(taken), CHUNK))
