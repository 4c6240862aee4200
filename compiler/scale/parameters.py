"""The scaling operator `parameters`: optional parameters that do something (`compiler.scale.additions` says which).

Before: `author_of_book(title) -> {author, published}`.
After:  `author_of_book(title, fields: list of "author" | "published" | null = null)`; leaving `fields` out gives the
old result, `fields=["author"]` a smaller one.

Each candidate is tried on sample calls first; one that changes no result is not added, and the call that shows what it
does is kept as its witness, so that `verify` can make it again. Golden calls stay as they are: what is left out keeps
its old meaning.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import zip_longest
from typing import Any

from toolwright.runtime.arguments import compile_validator
from toolwright.runtime.errors import CallError
from toolwright.runtime.ir.tools import Tool, ToolModule
from toolwright.runtime.jsontext import canonical
from toolwright.runtime.machine import Machine
from toolwright.runtime.reference import Evaluator, hold, unhold
from toolwright.runtime.tracing import plain

from .additions import SHAPE, Candidate, candidates, var
from .draft import Arguments, Draft, Dropped, Rewrite, Witness
from .flow import identifiers
from .forms import fresh, lifted, names_in, result_name
from .trials import Trials


@dataclass(frozen=True)
class _Added:
    """A candidate that is live, with the call that shows it."""

    candidate: Candidate
    witness: Witness


@dataclass(frozen=True)
class _Seen:
    """A sample call and its result."""

    number: int
    values: Mapping[str, Any]
    """The arguments with defaults filled in."""
    result: Any


def parameters(draft: Draft, strength: int, seed: int) -> Draft:
    """The operator: every tool with at most *strength* more parameters, fewer where fewer fit."""
    trials = Trials(draft)
    machine = cache(lambda: Machine(draft.module, draft.rows))
    kept: dict[str, Rewrite] = {}
    witnesses: list[Witness] = []
    dropped: list[Dropped] = []
    for tool in draft.to_rewrite:
        chosen = _chosen(tool, draft, trials, machine, strength, seed)
        chosen, objections = _unopposed(tool, chosen, trials)
        dropped.extend(objections)
        if chosen:
            kept[tool.name] = Rewrite(_with(tool, chosen))
            witnesses.extend(added.witness for added in chosen)
        elif not objections:
            dropped.append(Dropped(tool.name, "parameters", "nothing fits its result"))
    scaled = draft.rewritten(kept)
    return replace(scaled, dropped=(*scaled.dropped, *dropped), witnesses=(*scaled.witnesses, *witnesses))


def _results(machine: Machine, tool: Tool, calls: Sequence[Arguments]) -> Iterator[_Seen]:
    """The sample calls of a tool that succeed on the untouched world."""
    for number, arguments in enumerate(calls):
        values = machine.validate(tool.name, arguments)
        if not isinstance(values, CallError):
            seen = machine.run(machine.world(), tool, values)
            if seen.error is None:
                yield _Seen(number, values, plain(seen.result))


# ------------------------------------------------------------------ choosing


def _chosen(
    tool: Tool, draft: Draft, trials: Trials, machine: Callable[[], Machine], count: int, seed: int
) -> list[_Added]:
    """At most *count* live candidates, of as many kinds as there are; a smaller *count* gives the first of them."""
    kept = identifiers(tool, draft.module)
    ranked = list(_ranked(tool, seed, kept))
    calls = draft.samples.get(tool.name, ())
    made = partial(_live, tool, ranked, calls, draft.module, machine, count)
    read = [canonical(calls), str(count), str(seed), *sorted(kept), *tool.added]
    live = trials.once("parameters", Rewrite(tool), read, made)
    return [
        _Added(candidate, Witness(tool.name, name, calls[call], {**calls[call], name: trial}))
        for place, call, trial in live
        for candidate in (ranked[place],)
        for name in (candidate.param.name,)
    ]


def _live(
    tool: Tool,
    ranked: Sequence[Candidate],
    calls: Sequence[Arguments],
    module: ToolModule,
    machine: Callable[[], Machine],
    count: int,
) -> list[tuple[int, int, Any]]:
    """The live candidates: the place of each, the number of a call, and a value that changes what that call gives."""
    seen = list(_results(machine(), tool, calls))
    taken = names_in(lifted(tool))
    evaluator = Evaluator(module, {})
    chosen: list[tuple[int, int, Any]] = []
    for place, candidate in enumerate(ranked):
        if len(chosen) == count:
            break
        shapes = candidate.kind == SHAPE and any(ranked[other].kind == SHAPE for other, _, _ in chosen)
        if candidate.param.name not in taken and not shapes:
            found = _witness(tool, candidate, seen, evaluator)
            if found is not None:
                chosen.append((place, *found))
                taken.add(candidate.param.name)
    return chosen


def _ranked(tool: Tool, seed: int, kept: frozenset[str]) -> Iterator[Candidate]:
    """The candidates by turns of their kinds; kinds and what is of one kind are in an order that *seed* draws."""
    kinds: dict[str, list[Candidate]] = {}
    for candidate in sorted(candidates(tool, kept), key=lambda c: _rank(seed, tool.name, c.param.name)):
        kinds.setdefault(candidate.kind, []).append(candidate)
    for turn in zip_longest(*kinds.values()):
        yield from (candidate for candidate in turn if candidate is not None)


def _rank(seed: int, tool: str, param: str) -> bytes:
    return hashlib.sha256(f"{seed}/parameters/{tool}/{param}".encode()).digest()


def _witness(tool: Tool, candidate: Candidate, seen: Sequence[_Seen], evaluator: Evaluator) -> tuple[int, Any] | None:
    """The number of a call, and the value of the candidate's parameter that changes its result; None for none."""
    name = candidate.param.name
    result = fresh("result", {name, *(p.name for p in tool.params)})
    change = candidate.change(var(result))
    fits = compile_validator([candidate.param])
    for call in seen:
        for trial in candidate.trials(call.result):
            if isinstance(fits({name: trial}), CallError):
                continue
            env = {**{n: hold(v) for n, v in call.values.items()}, result: hold(call.result), name: hold(trial)}
            try:
                changed = unhold(evaluator.expr(change, env))
            except (ArithmeticError, ValueError):
                continue
            if changed != call.result:
                return call.number, trial
    return None


def _unopposed(tool: Tool, chosen: list[_Added], trials: Trials) -> tuple[list[_Added], list[Dropped]]:
    """Those of *chosen* that may be added, and why the others may not."""
    if not chosen or trials.objection(Rewrite(_with(tool, chosen))) is None:
        return chosen, []
    kept: list[_Added] = []
    dropped: list[Dropped] = []
    for added in chosen:
        objection = trials.objection(Rewrite(_with(tool, [*kept, added])))
        if objection is None:
            kept.append(added)
        else:
            dropped.append(Dropped(tool.name, f"parameters: {added.candidate.param.name}", objection))
    return kept, dropped


def _with(tool: Tool, chosen: Sequence[_Added]) -> Tool:
    """*tool* with the parameters, its result changed by those that are given, in the order of their stages."""
    start = lifted(tool)
    name = result_name(start)
    result = tool.result
    statements = []
    for candidate in sorted((added.candidate for added in chosen), key=lambda c: c.stage):
        statements.append(candidate.statement(name))
        result = candidate.result(result)
    params = tuple(added.candidate.param for added in chosen)
    return start.model_copy(
        update={
            "params": (*tool.params, *params),
            "result": result,
            "body": (*start.body[:-1], *statements, start.body[-1]),
            "added": (*tool.added, *(f"parameters: {param.name}" for param in params)),
        }
    )
