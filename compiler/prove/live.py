"""Live parameters: for each there is a valid call on which another argument gives another result.

The parameters that authors declare are held to it as those that scaling adds. The calls that are tried are golden
ones (in the state that their plan has reached), and drawn ones; the other arguments come from the columns that the
tool looks in, from other calls, and from the type. A parameter that only a choice in another one brings to life is
tried beside each value of the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from toolwright.runtime.facts import CellFact, Fact
from toolwright.runtime.ir.tools import Param, Tool
from toolwright.runtime.machine import Observation
from toolwright.runtime.python.prelude import World

from .bench import Bench
from .finding import Finding

GOLDEN_CALLS = 8
"""Golden calls of a tool that its parameters are tried on."""
DRAWN_CALLS = 12
TRIED_DRAWS = 200
"""Draws that are made to find so many calls that do not fail."""
TRIALS = 24
"""Other arguments that are tried in one call."""
STRANGERS = 12
"""Values that the world does not hold, tried last: that a tool knows nothing of them is a change, too."""
SHOWN_TRIALS = 5
"""How many of them a finding shows."""


def dead_parameters(bench: Bench, tool_name: str, counts: dict[str, int]) -> Iterator[Finding]:
    """The parameters of one tool that no tried call reads."""
    tool = bench.machine.tools[tool_name]
    samples = bench.once(("samples",), lambda: _samples(bench)).get(tool_name, {})
    waiting = [param for param in tool.params if not _shown(bench, tool_name, param.name, samples)]
    tried: dict[str, list[str]] = {param.name: [] for param in waiting}
    for prefix, arguments in _calls(bench, tool):
        if not waiting:
            break
        first = _look(bench, prefix, tool, arguments)
        if first.error is not None:
            continue  # what fails shows nothing of its arguments
        waiting = [p for p in waiting if not _changes(bench, tool, p, prefix, arguments, first, tried[p.name])]
    counts["live_parameters"] += len(tool.params)
    for param in waiting:
        values = tried[param.name]
        more = f" and {len(values) - SHOWN_TRIALS} more" if len(values) > SHOWN_TRIALS else ""
        note = f"tried {', '.join(values[:SHOWN_TRIALS])}{more}" if values else "no valid call was found to try it on"
        yield Finding(
            "TW0676",
            bench.level,
            None,
            f"the parameter `{param.name}` of `{tool_name}` changes nothing",
            note,
            "let the tool use it, or take it away",
            tool=tool_name,
            param=param.name,
        )


def _samples(bench: Bench) -> Mapping[str, Any]:
    """The calls that scaling recorded for the parameters that it added: tool to parameter to two calls."""
    return dict(json.loads(bench.file("samples.json"))) if bench.has("samples.json") else {}


def _shown(bench: Bench, tool: str, param: str, samples: Mapping[str, Any]) -> bool:
    """Whether the recorded pair of calls differs in this argument alone, and in what it gives."""
    pair = [samples.get(param, {}).get(name) for name in ("without", "given")]
    if not all(isinstance(arguments, dict) for arguments in pair):
        return False
    rest = [{name: value for name, value in arguments.items() if name != param} for arguments in pair]
    if rest[0] != rest[1]:
        return False
    calls = [bench.call(tool, arguments) for arguments in pair]
    return all(call.error is None for call in calls) and _gives(calls[0]) != _gives(calls[1])


_Prefix = Sequence[tuple[str, Mapping[str, Any]]]


def _changes(
    bench: Bench,
    tool: Tool,
    param: Param,
    prefix: _Prefix,
    arguments: Mapping[str, Any],
    first: Observation,
    tried: list[str],
) -> bool:
    """Whether another argument for *param* changes what the call gives; what was tried is added to *tried*."""
    for other in _trials(bench, tool, param, arguments):
        seen = _look(bench, prefix, tool, other)
        if seen.error is not None and seen.error.path:
            continue  # the validator refused it: the body never saw it
        text = json.dumps(other.get(param.name), ensure_ascii=False)
        if text not in tried:
            tried.append(text)
        if _gives(seen) != _gives(first):
            return True
    return False


def _gives(seen: Observation) -> tuple[str, frozenset[str], frozenset[Fact]]:
    """What a call gave; computed facts are left out, for their identity holds all arguments, dead ones too."""
    cells = frozenset(fact for fact in seen.receipt.facts if isinstance(fact, CellFact))
    return seen.text, seen.receipt.writes, cells


def _calls(bench: Bench, tool: Tool) -> Iterator[tuple[_Prefix, dict[str, Any]]]:
    """Calls of *tool*, with the calls that were made before in the same world."""
    plain: list[tuple[_Prefix, dict[str, Any]]] = []
    for task, position in bench.golden_calls.get(tool.name, ())[:GOLDEN_CALLS]:
        before = [(step.tool, step.arguments) for step in task.steps[:position]] if bench.writes(task) else []
        plain.append((before, dict(task.steps[position].arguments)))
    samples = bench.once(("samples",), lambda: _samples(bench)).get(tool.name, {})
    plain += [((), pair["without"]) for pair in samples.values() if isinstance(pair.get("without"), dict)]
    good = 0
    for i in range(TRIED_DRAWS):
        drawn = bench.draws.arguments(tool, f"live/{tool.name}/{i}")
        if drawn is None or good == DRAWN_CALLS:
            break
        if _look(bench, (), tool, drawn).error is None:
            good += 1
            plain.append(((), drawn))
    yield from plain
    for prefix, arguments in plain[: GOLDEN_CALLS // 2] + plain[-GOLDEN_CALLS // 2 :]:
        for param in tool.params:
            for value in bench.draws.values(tool, param)[:6]:
                yield prefix, {**arguments, param.name: value}


def _trials(bench: Bench, tool: Tool, param: Param, arguments: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if not param.required and param.name in arguments:
        yield {name: value for name, value in arguments.items() if name != param.name}
    own = json.dumps(arguments.get(param.name), sort_keys=True)
    others = [t.steps[i].arguments.get(param.name) for t, i in bench.golden_calls.get(tool.name, ())[:GOLDEN_CALLS]]
    known, strangers = bench.draws.values(tool, param)[:TRIALS], bench.draws.strangers(param)[:STRANGERS]
    values = [*known, *(value for value in others if value is not None), *strangers]
    for value in values:
        if json.dumps(value, sort_keys=True) != own:
            yield {**arguments, param.name: value}


def _look(bench: Bench, prefix: _Prefix, tool: Tool, arguments: Mapping[str, Any]) -> Observation:
    if not prefix:
        return bench.call(tool.name, arguments)
    world: World = bench.machine.world()
    for name, given in prefix:
        bench.machine.call(world, name, json.dumps(given))
    return bench.machine.call(world, tool.name, json.dumps(arguments))
