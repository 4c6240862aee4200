"""How an operator that knows several kinds of rewrites chooses among them, tool by tool."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeAlias

from toolwright.runtime.errors import CallError
from toolwright.runtime.ir.tools import Tool
from toolwright.runtime.jsontext import canonical
from toolwright.runtime.machine import Observation

from .draft import Arguments, Draft, Dropped, Rewrite, Witness
from .surroundings import Surroundings
from .trials import Trials, observed


@dataclass(frozen=True)
class Proposal:
    """A rewrite that a kind proposes, with what would show that it does something."""

    rewrite: Rewrite
    variations: Callable[[Arguments], Iterable[Arguments]]
    """From arguments of the new tool to others, one of which should give another result."""
    objection: str | None = None
    """What the kind itself found against it."""


def with_value(name: str, value: Any, arguments: Arguments) -> dict[str, Any]:
    """*arguments* and one more: the translation where a new parameter says what a tool did before."""
    return {**arguments, name: value}


def each_value(name: str, values: Sequence[Any], arguments: Arguments) -> Iterator[Arguments]:
    """*arguments* with each of some values of one parameter."""
    return ({**arguments, name: value} for value in values)


Kind: TypeAlias = Callable[[Tool, Surroundings], Iterator[Proposal]]
"""What could be made of a tool, the best first; nothing where the kind does not fit it."""


def rewrite_by_kinds(operator: str, kinds: Mapping[str, Kind], draft: Draft, strength: int, seed: int) -> Draft:
    """Every tool of *draft* rewritten by at most *strength* of *kinds*, each once.

    Seed and tool settle the order of the kinds. A proposal is taken where golden calls show what they showed and some
    variation of a sample call gives something else; what more strength adds comes on top of what less strength does.
    """
    around = Surroundings(draft)
    for name in [tool.name for tool in draft.to_rewrite]:
        made = 0
        for kind in sorted(kinds, key=lambda kind: _rank(seed, operator, name, kind)):
            if made == strength:
                break
            tried = _tried(f"{operator}: {kind}", kinds[kind], name, around)
            if tried is not around.draft:
                made += tried.module is not around.draft.module
                around = Surroundings(tried, around.asked)
    return around.draft


def _tried(change: str, kind: Kind, name: str, around: Surroundings) -> Draft:
    """The draft with the first proposal that holds; else with what spoke against each."""
    draft = around.draft
    tool = draft.tool(name)
    dropped: list[Dropped] = []
    if (name, change) in draft.refused:
        return replace(draft, dropped=(*draft.dropped, Dropped(name, change, "it lets a plan be cut short")))
    for proposal in kind(tool, around):
        if proposal.objection is not None:
            dropped.append(Dropped(name, change, proposal.objection))
            continue
        added = proposal.rewrite.tool.model_copy(update={"added": (*tool.added, change)})
        proposal = replace(proposal, rewrite=replace(proposal.rewrite, tool=added))
        witness = _witness(proposal, around.trials, draft.samples.get(name, ()))
        objection = (
            around.trials.objection(proposal.rewrite) if witness else "no sample call shows that it does anything"
        )
        if witness is not None and objection is None:
            made = draft.rewritten({name: proposal.rewrite})
            return replace(made, witnesses=(*made.witnesses, witness))
        dropped.append(Dropped(name, change, str(objection)))
    return replace(draft, dropped=(*draft.dropped, *dropped)) if dropped else draft


def _witness(proposal: Proposal, trials: Trials, samples: Iterable[Arguments]) -> Witness | None:
    """Two valid calls that differ in one argument and in what they give; the first is a sample call."""
    rewrite = proposal.rewrite
    translated = [rewrite.translate(sample) for sample in samples]
    calls = [(arguments, list(proposal.variations(arguments))) for arguments in translated]
    found: Sequence[int] | None = trials.once(
        "witness", rewrite, [canonical(calls)], partial(_telling, rewrite, trials, calls)
    )
    if found is None:
        return None
    arguments, others = calls[found[0]]
    return Witness(rewrite.tool.name, _changed(arguments, others[found[1]])[0], arguments, others[found[1]])


def _telling(
    rewrite: Rewrite, trials: Trials, calls: Sequence[tuple[Arguments, Sequence[Arguments]]]
) -> tuple[int, int] | None:
    """The numbers of the first call, and of the first variation of it, that give different things."""
    machine = trials.machine(rewrite)
    name = rewrite.tool.name
    for place, (arguments, others) in enumerate(calls):
        before = observed(machine, name, arguments)
        if before.error is not None:
            continue
        for number, other in enumerate(others):
            if len(_changed(arguments, other)) != 1 or isinstance(machine.validate(name, other), CallError):
                continue
            if _differs(before, observed(machine, name, other)):
                return place, number
    return None


def _changed(arguments: Arguments, other: Arguments) -> list[str]:
    return [name for name in arguments if arguments[name] != other[name]]


def _differs(before: Observation, after: Observation) -> bool:
    return (before.text, before.receipt.writes) != (after.text, after.receipt.writes)


def _rank(seed: int, *names: str) -> bytes:
    return hashlib.sha256("/".join([str(seed), *names]).encode()).digest()
