"""Shortcuts: no fact of a plan can be reached by fewer calls than the plan makes for it.

A bounded search from the values that the question names (texts and numbers of the world that stand in it, and the
golden arguments that are no result of a step) over all offered tools: what one call shows may be an argument of the
next. A list is given one item at a time: a call that asks for several things counts as several.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolwright.runtime import Task
from toolwright.runtime.bundle import Step
from toolwright.runtime.facts import EffectFact, Fact
from toolwright.runtime.ir import types as irt
from toolwright.runtime.ir.tools import Param, Tool
from toolwright.runtime.tracing import plain

from .bench import Bench, Call
from .finding import Finding
from .plans import leaves

MOST_CALLS = 300
"""Calls that the search for one task tries at most."""
MOST_A_TOOL = 24
"""Calls of one tool in one round of a search."""
LONGEST_NAME = 10
"""Words of a question that are read as one value."""
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?!\w)")

_Way = tuple[int, ...]
"""Calls by the order in which a search made them."""


@dataclass(frozen=True)
class _Value:
    value: Any
    way: _Way
    """The calls that were made to know it."""


def shortcuts(bench: Bench, task: Task, counts: dict[str, int]) -> Iterator[Finding]:
    """Steps of *task* that fewer calls reach."""
    if len(task.steps) < 2:
        return
    counts["shortcuts"] += 1
    search = _Search(bench, task)
    found = search.run()
    if search.cut:
        counts["cut_searches"] += 1
    if found is not None:
        steps, way = found
        made = " then ".join(map(search.written, way))
        yield Finding(
            "TW0675",
            bench.level,
            task.id,
            f"{'`' + steps[0] + '` takes' if len(steps) == 1 else '`' + '` and `'.join(steps) + '` take'} fewer calls "
            "than the plan makes for it" + ("" if len(steps) == 1 else ", one call shows both"),
            f"{len(way)} {'call' if len(way) == 1 else 'calls'} instead of {search.cost(steps)}: {made}",
            "leave the step out, ask for something that only the plan's own calls show, or do not offer that tool",
            step=steps[-1],
            tool=search.made[way[-1]].tool,
        )


class _Search:
    def __init__(self, bench: Bench, task: Task) -> None:
        self._bench = bench
        self._tools = [bench.machine.tools[name] for name in task.tools]
        self._task = task
        self._facts: dict[Fact, str] = {step.golden_fact: step.id for step in task.steps}
        self._needs: dict[str, frozenset[str]] = {}
        for step in task.steps:
            sources = [name for name in step.after if _is_read(task, name, step)]
            self._needs[step.id] = frozenset({step.id}).union(*(self._needs[name] for name in sources))
        self._tried: set[tuple[str, str]] = set()
        self.made: list[Call] = []
        self.cut = 0

    def cost(self, steps: Sequence[str]) -> int:
        """Calls that the plan makes for *steps*."""
        return len(frozenset().union(*(self._needs[name] for name in steps)))

    def written(self, number: int) -> str:
        """A call that was made, as people write it."""
        call = self.made[number]
        return f"{call.tool}({', '.join(f'{name}={value!r}' for name, value in call.arguments.items())})"

    def run(self) -> tuple[list[str], _Way] | None:
        """The first shortcut: steps, and the calls that reach them."""
        depth = max(map(len, self._needs.values()))
        known = [_Value(value, ()) for value in named_values(self._bench, self._task)]
        fresh = known
        for _ in range(max(1, depth - 1)):
            shown: list[_Value] = []
            for call, way in self._calls(known, fresh):
                if len(self.made) == MOST_CALLS:
                    self.cut = 1
                    return None
                seen = self._bench.call(call.tool, call.arguments)
                way = (*way, len(self.made))
                self.made.append(call)
                if seen.error is not None:
                    continue
                reached = self._reached(seen.receipt)
                if reached and self.cost(reached) > len(way):
                    return reached, way
                if call.tool not in self._bench.writing:
                    shown += [_Value(leaf, way) for leaf in leaves(plain(seen.result))]
            have = {_identity(value.value) for value in known}
            fresh = []
            for value in shown:
                if _identity(value.value) not in have:
                    have.add(_identity(value.value))
                    fresh.append(value)
            known = known + fresh
            if not fresh:
                return None
        return None

    def _reached(self, receipt: Any) -> list[str]:
        if receipt.writes:
            return [
                s.id for s in self._task.steps if isinstance(s.golden_fact, EffectFact) and receipt.holds(s.golden_fact)
            ]
        return sorted(self._facts[fact] for fact in receipt.facts if fact in self._facts)

    def _calls(self, known: Sequence[_Value], fresh: Sequence[_Value]) -> Iterator[tuple[Call, _Way]]:
        new = {id(value) for value in fresh}
        for tool in self._tools:
            made = 0
            for arguments, used in self._arguments(tool, known):
                if used and not any(id(value) in new for value in used):
                    continue
                key = (tool.name, _identity(arguments))
                if key in self._tried:
                    continue
                self._tried.add(key)
                made += 1
                if made > MOST_A_TOOL:
                    self.cut = 1
                    break
                yield Call(tool.name, arguments), tuple(dict.fromkeys(c for value in used for c in value.way))

    def _arguments(self, tool: Tool, known: Sequence[_Value]) -> Iterator[tuple[dict[str, Any], tuple[_Value, ...]]]:
        """Arguments made of *known* values, each with the values that went in."""
        required = [p for p in tool.params if p.required]
        options = [list(self._fitting(tool, p, p.value, known)) for p in required]
        switches = [p for p in tool.params if not p.required and _is_switch(tool, p)]
        for chosen in itertools.product(*options):
            arguments = {p.name: value for p, (value, _) in zip(required, chosen, strict=True)}
            used = tuple(value for _, values in chosen for value in values)
            yield arguments, used
            for param in switches:
                for value, _ in self._fitting(tool, param, param.value, ()):
                    yield {**arguments, param.name: value}, used

    def _fitting(
        self, tool: Tool, param: Param, type_: irt.Type, known: Sequence[_Value]
    ) -> Iterator[tuple[Any, tuple[_Value, ...]]]:
        match type_:
            case irt.OptionalType(item=item):
                yield from self._fitting(tool, param, item, known)
            case irt.EnumType(members=members):
                yield from ((member, ()) for member in members)
            case irt.BoolType():
                yield from ((False, ()), (True, ()))
            case irt.ListType(item=item):
                yield from (([value], used) for value, used in self._fitting(tool, param, item, known))
            case irt.RecordType(fields=fields):
                inner = [list(self._fitting(tool, param, f.value, known)) for f in fields]
                for chosen in itertools.product(*inner):
                    value = {f.name: part for f, (part, _) in zip(fields, chosen, strict=True)}
                    yield value, tuple(v for _, used in chosen for v in used)
            case irt.IntType() | irt.FloatType():
                yield from (
                    (v.value, (v,)) for v in known if isinstance(v.value, int | float) and not isinstance(v.value, bool)
                )
            case irt.MapType():
                return
            case _:
                wanted = _looked_for(self._bench, tool.name, param.name)
                for v in known:
                    if isinstance(v.value, str) and (wanted is None or v.value in wanted):
                        yield v.value, (v,)


def _is_read(task: Task, source: str, step: Step) -> bool:
    """Whether *step* needs the result of *source*; after what writes it may come for the sake of order alone."""
    before = next(other for other in task.steps if other.id == source)
    if not isinstance(before.golden_fact, EffectFact):
        return True
    shown = {_identity(leaf) for leaf in leaves(before.answer)}
    return any(_identity(leaf) in shown for leaf in leaves(step.arguments))


def _is_switch(tool: Tool, param: Param) -> bool:
    """Whether an optional parameter may show other cells: one that chooses, and that only what is shown was made of."""
    inner = param.value.item if isinstance(param.value, irt.OptionalType) else param.value
    added = f"parameters: {param.name}"
    return isinstance(inner, irt.EnumType | irt.BoolType) and not any(line.startswith(added) for line in tool.added)


def named_values(bench: Bench, task: Task) -> list[Any]:
    """The values that the question of *task* names, and those that its plan starts from."""
    found: dict[str, Any] = {}
    earlier: set[str] = set()
    for step in task.steps:
        for leaf in leaves(step.arguments):
            if _identity(leaf) not in earlier:
                found.setdefault(_identity(leaf), leaf)
        earlier |= {_identity(leaf) for leaf in leaves(step.answer)}
    texts = bench.once(("texts",), lambda: world_texts(bench.bundle.rows))
    words = [(m.start(), m.end()) for m in _WORD.finditer(task.question)]
    for i, (start, _) in enumerate(words):
        for _, end in words[i : i + LONGEST_NAME]:
            for value in texts.get(task.question[start:end].casefold(), ()):
                found.setdefault(_identity(value), value)
    for number in _NUMBER.findall(task.question):
        text = number.replace(",", "")
        counted: float = float(text) if "." in text else int(text)
        found.setdefault(_identity(counted), counted)
    return list(found.values())


def _looked_for(bench: Bench, tool: str, param: str) -> frozenset[Any] | None:
    """What the columns hold that *tool* compares *param* with; None where it compares it with none."""
    return bench.once(("looked for", tool, param), lambda: frozenset(bench.draws.known(tool, param)) or None)


def world_texts(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, tuple[str, ...]]:
    """All texts of the world, by how they stand in a sentence."""
    found: dict[str, dict[str, None]] = {}
    for cells in itertools.chain.from_iterable(rows.values()):
        for leaf in leaves(dict(cells)):
            if isinstance(leaf, str):
                found.setdefault(re.sub(r"^\W+|\W+$", "", leaf).casefold(), {})[leaf] = None
    return {text: tuple(values) for text, values in found.items() if text}


def _identity(value: Any) -> str:
    return f"{type(value).__name__} {value!r}"
