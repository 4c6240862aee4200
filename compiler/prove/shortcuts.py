"""Shortcuts: no fact of a plan can be reached by fewer calls than the plan makes for it.

A bounded search from the values that the question names (texts and numbers of the world that stand in it, and the
golden arguments that are no result of a step) over all offered tools: what one call shows may be an argument of the
next. A list is given one item at a time: a call that asks for several things counts as several. A word from a list
that gives something else than the other words is chosen only where the task names it (in its questions, in its golden
arguments, as the field that it asks for, or in what was shown before): what a lucky guess would show is no shortcut.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from toolwright.runtime import Task
from toolwright.runtime.bundle import Step
from toolwright.runtime.facts import CellFact, EffectFact, Fact, Receipt, ValueFact
from toolwright.runtime.ir import types as irt
from toolwright.runtime.ir.tools import Param, Tool
from toolwright.runtime.tracing import plain

from .bench import Bench, Call
from .finding import Finding
from .plans import leaves

MOST_VALUES = 400
"""Values that the search for one task gets to know at most."""
MOST_A_TOOL = 24
"""Calls of a tool that takes several values, in one round of a search."""
LONGEST_NAME = 10
"""Words of a question that are read as one value."""
BEGINNING = 4
"""Letters by which most words of a question are told to begin no text of the world."""
_WORD = re.compile(r"\w+")
_WORD_PART = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?!\w)")

_Way = tuple[int, ...]
"""Calls by the order in which a search made them."""


@dataclass(frozen=True, slots=True)
class _Made:
    """A call that succeeded, and what it showed."""

    call: Call
    receipt: Receipt
    leaves: tuple[tuple[str, Any], ...]
    """The scalars in its result by their identity; none for a call that writes, which can only be the last one."""
    choices: tuple[str, ...] = ()
    """The words chosen from lists where other choices give something else: guesses, unless the task names them."""


@dataclass(frozen=True, slots=True)
class WorldTexts:
    """All texts of a world."""

    found: Mapping[str, Sequence[str]]
    """By how they stand in a sentence: without marks around, in lower case."""
    beginnings: frozenset[str]
    """What they begin with, one to `BEGINNING` letters each."""


def shortcuts(bench: Bench, task: Task, counts: dict[str, int]) -> Iterator[Finding]:
    """Steps of *task* that fewer calls reach."""
    if len(task.steps) < 2:
        return
    counts["shortcuts"] += 1
    search = _Search(bench, task)
    found = search.run()
    if search.cut:
        counts["cut_searches"] += 1
    if found is None:
        return
    steps, way = found
    names = " and ".join(f"`{step}`" for step in steps)
    message = f"{names} takes fewer calls than the plan makes for it"
    if len(steps) > 1:
        message = f"{names} take fewer calls than the plan makes for them, one call shows all"
    yield Finding(
        "TW0675",
        bench.level,
        task.id,
        message,
        f"{len(way)} {'call' if len(way) == 1 else 'calls'} instead of {search.cost(steps)}: "
        + " then ".join(map(search.written, way)),
        "leave the step out, ask for something that only the plan's own calls show, or do not offer that tool",
        step=steps[-1],
        tool=search.made[way[-1]].call.tool,
        calls=tuple(search.made[number].call.tool for number in way),
    )


class _Search:
    def __init__(self, bench: Bench, task: Task) -> None:
        self._bench = bench
        self._tools = [bench.machine.tools[name] for name in task.tools]
        self._facts: dict[Fact, str] = {step.golden_fact: step.id for step in task.steps}
        self._task = task
        self._needs: dict[str, frozenset[str]] = {}
        for step in task.steps:
            sources = [name for name in step.after if _is_read(task, name, step)]
            self._needs[step.id] = frozenset({step.id}).union(*(self._needs[name] for name in sources))
        self._asked = _words_of(task)
        self._known: dict[str, tuple[Any, _Way]] = {}
        self.made: list[_Made] = []
        self.cut = False

    def cost(self, steps: Sequence[str]) -> int:
        """Calls that the plan makes for *steps*."""
        return len(frozenset().union(*(self._needs[name] for name in steps)))

    def written(self, number: int) -> str:
        """A call that was made, as people write it."""
        call = self.made[number].call
        return f"{call.tool}({', '.join(f'{name}={value!r}' for name, value in call.arguments.items())})"

    def run(self) -> tuple[list[str], _Way] | None:
        """The first shortcut: steps, and the calls that reach them."""
        self._known = {_identity(value): (value, ()) for value in named_values(self._bench, self._task)}
        fresh = list(self._known)
        longest = max(map(len, self._needs.values()))
        for turn in range(max(1, longest - 1)):
            shown: dict[str, tuple[Any, _Way]] = {}
            for made, way in self._calls(fresh, turn == 0):
                if not all(self._is_named(choice) for choice in made.choices):
                    continue
                reached = self._reached(made.receipt)
                if reached and self.cost(reached) > len(way) + 1:
                    self.made.append(made)
                    return reached, (*way, len(self.made) - 1)
                new = [leaf for leaf in made.leaves if leaf[0] not in self._known and leaf[0] not in shown]
                if new:
                    self.made.append(made)
                    way = (*way, len(self.made) - 1)
                    shown.update((identity, (value, way)) for identity, value in new)
                if len(self._known) + len(shown) > MOST_VALUES:
                    self.cut = True
                    return None
            self._known |= shown
            fresh = list(shown)
            if not fresh:
                return None
        return None

    def _is_named(self, choice: str) -> bool:
        return _identity(choice) in self._known or self._asked.issuperset(_WORD_PART.findall(choice.casefold()))

    def _reached(self, receipt: Receipt) -> list[str]:
        if receipt.writes:
            steps = self._task.steps
            return [s.id for s in steps if isinstance(s.golden_fact, EffectFact) and receipt.holds(s.golden_fact)]
        return sorted(self._facts[fact] for fact in receipt.facts & self._facts.keys())

    def _calls(self, fresh: Sequence[str], first: bool) -> Iterator[tuple[_Made, _Way]]:
        """The calls that can be made with what is known, where something of it is *fresh*."""
        for tool in self._tools:
            slots = self._bench.once(("slots", tool.name), partial(_slots_of, tool))
            if slots == 0 and first:
                yield from ((made, ()) for made in self._with(tool, None))
            elif slots == 1:
                takes = self._bench.once(("takes", tool.name), partial(_gate, self._bench, tool))
                for identity in fresh:
                    value, way = self._known[identity]
                    if not takes(value):
                        continue
                    yield from ((made, way) for made in self._with(tool, identity))
            elif slots is not None and slots > 1:
                yield from self._combined(tool, frozenset(fresh))

    def _with(self, tool: Tool, identity: str | None) -> Sequence[_Made]:
        """The calls of a tool that takes one value, with this one: the same for all tasks."""
        values = [] if identity is None else [self._known[identity][0]]

        def make() -> Sequence[_Made]:
            given = (arguments for arguments, _ in _arguments(self._bench, tool, values))
            made = [made for arguments in given if (made := _call(self._bench, tool, arguments)) is not None]
            return _with_choices(tool, made)

        return self._bench.once(("calls", tool.name, identity), make)

    def _combined(self, tool: Tool, fresh: frozenset[str]) -> Iterator[tuple[_Made, _Way]]:
        """The calls of a tool that takes several values."""
        tried = 0
        for arguments, used in _arguments(self._bench, tool, [value for value, _ in self._known.values()]):
            identities = [_identity(value) for value in used]
            if fresh.isdisjoint(identities):
                continue
            tried += 1
            if tried > MOST_A_TOOL:
                self.cut = True
                return
            made = _call(self._bench, tool, arguments)
            if made is not None:
                ways = [self._known[identity][1] for identity in identities]
                yield made, tuple(dict.fromkeys(itertools.chain.from_iterable(ways)))


def _gate(bench: Bench, tool: Tool) -> Callable[[Any], bool]:
    """Whether a value may be the one that a tool takes: most of what a search knows is not."""
    param = next(p for p in tool.params if p.required and _slots(p.value) == 1)
    if takes_numbers(param):
        return lambda value: isinstance(value, int | float) and not isinstance(value, bool)
    wanted = _looked_for(bench, tool.name, param.name)
    return lambda value: isinstance(value, str) and (wanted is None or value in wanted)


def takes_numbers(param: Param) -> bool:
    """Whether the one value of *param* that is not chosen from a list is a number: any is tried then."""
    return _slots(param.value) == 1 and _slot(param.value).type in ("int", "float")


def _slot(type_: irt.Type) -> irt.Type:
    """The type of the one value in *type_* that is not chosen from a list."""
    match type_:
        case irt.OptionalType(item=item) | irt.ListType(item=item):
            return _slot(item)
        case irt.RecordType(fields=fields):
            return _slot(next(field.value for field in fields if _slots(field.value) == 1))
    return type_


def _call(bench: Bench, tool: Tool, arguments: dict[str, Any]) -> _Made | None:
    seen = bench.call(tool.name, arguments)
    if seen.error is not None:
        return None
    shown = [] if tool.writes else [leaf for leaf in leaves(plain(seen.result)) if leaf is not None]
    return _Made(Call(tool.name, arguments), seen.receipt, tuple((_identity(leaf), leaf) for leaf in shown))


def _with_choices(tool: Tool, made: Sequence[_Made]) -> Sequence[_Made]:
    """The calls of one tool on the same value, each with the choices that set it apart."""
    chosen = [dict(_choices(tool, one.call.arguments)) for one in made]
    common = set.intersection(*(set(pairs.items()) for pairs in chosen)) if chosen else set()
    return [
        replace(one, choices=tuple(word for place, word in pairs.items() if (place, word) not in common))
        for one, pairs in zip(made, chosen, strict=True)
    ]


def _choices(tool: Tool, arguments: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Place and word of each choice in *arguments*."""
    for param in tool.params:
        if param.name in arguments:
            yield from _chosen(param.name, param.value, arguments[param.name])


def _chosen(place: str, type_: irt.Type, value: Any) -> Iterator[tuple[str, str]]:
    match type_:
        case irt.OptionalType(item=item) if value is not None:
            yield from _chosen(place, item, value)
        case irt.ListType(item=item):
            for part in value:
                yield from _chosen(place, item, part)
        case irt.RecordType(fields=fields):
            for field in fields:
                if field.name in value:
                    yield from _chosen(f"{place}.{field.name}", field.value, value[field.name])
        case irt.EnumType() | irt.BoolType():
            yield place, str(value)


def _words_of(task: Task) -> frozenset[str]:
    """The words that a task gives for choosing: of its questions, its golden arguments, and the fields asked for."""
    said = [task.question, *(step.question for step in task.steps)]
    said += [str(leaf) for step in task.steps for leaf in leaves(step.arguments)]
    for fact in (step.golden_fact for step in task.steps):
        if isinstance(fact, CellFact):
            said.append(fact.field)
        elif isinstance(fact, ValueFact):
            said.append(fact.path)
    return frozenset(_WORD_PART.findall(" ".join(said).casefold()))


def _slots_of(tool: Tool) -> int | None:
    """How many values a call must be given that are not chosen from a list; None where nothing makes one up."""
    counts = [_slots(param.value) for param in tool.params if param.required]
    return None if None in counts else sum(count for count in counts if count is not None)


def _slots(type_: irt.Type) -> int | None:
    match type_:
        case irt.OptionalType(item=item) | irt.ListType(item=item):
            return _slots(item)
        case irt.EnumType() | irt.BoolType():
            return 0
        case irt.MapType():
            return None
        case irt.RecordType(fields=fields):
            counts = [_slots(field.value) for field in fields]
            return None if None in counts else sum(count for count in counts if count is not None)
    return 1


_Given = tuple[Any, tuple[Any, ...]]
"""An argument, and the known values in it."""


def _arguments(bench: Bench, tool: Tool, known: Sequence[Any]) -> Iterator[tuple[dict[str, Any], tuple[Any, ...]]]:
    """Arguments made of *known* values, each with the values that went in."""
    required = [p for p in tool.params if p.required]
    options = [list(_fitting(bench, tool, p, p.value, known)) for p in required]
    switches = [p for p in tool.params if not p.required and _is_switch(tool, p)]
    for chosen in itertools.product(*options):
        arguments = {p.name: value for p, (value, _) in zip(required, chosen, strict=True)}
        used = tuple(value for _, values in chosen for value in values)
        yield arguments, used
        for param in switches:
            for value, _ in _fitting(bench, tool, param, param.value, ()):
                yield {**arguments, param.name: value}, used


def _fitting(bench: Bench, tool: Tool, param: Param, type_: irt.Type, known: Sequence[Any]) -> Iterator[_Given]:
    match type_:
        case irt.OptionalType(item=item):
            yield from _fitting(bench, tool, param, item, known)
        case irt.EnumType(members=members):
            yield from ((member, ()) for member in members)
        case irt.BoolType():
            yield from ((False, ()), (True, ()))
        case irt.ListType(item=item):
            yield from (([value], used) for value, used in _fitting(bench, tool, param, item, known))
        case irt.RecordType(fields=fields):
            inner = [list(_fitting(bench, tool, param, f.value, known)) for f in fields]
            for chosen in itertools.product(*inner):
                value = {f.name: part for f, (part, _) in zip(fields, chosen, strict=True)}
                yield value, tuple(v for _, used in chosen for v in used)
        case irt.IntType() | irt.FloatType():
            yield from ((v, (v,)) for v in known if isinstance(v, int | float) and not isinstance(v, bool))
        case irt.MapType():
            return
        case _:
            wanted = _looked_for(bench, tool.name, param.name)
            yield from ((v, (v,)) for v in known if isinstance(v, str) and (wanted is None or v in wanted))


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
        given = {_identity(leaf): leaf for leaf in leaves(step.arguments)}
        # What comes after other steps and holds nothing of what they showed was computed from it, or only comes later.
        if not step.after or not earlier.isdisjoint(given):
            for name in sorted(given.keys() - earlier, key=str):
                found.setdefault(name, given[name])
        earlier |= {_identity(leaf) for leaf in leaves(step.answer)}
    texts = bench.once(("texts",), lambda: world_texts(bench.bundle.rows))
    for value in texts_in(task.question, texts):
        found.setdefault(_identity(value), value)
    for number in _NUMBER.findall(task.question):
        text = number.replace(",", "")
        counted: float = float(text) if "." in text else int(text)
        found.setdefault(_identity(counted), counted)
    return list(found.values())


def texts_in(question: str, texts: WorldTexts) -> Iterator[str]:
    """Those of the world's *texts* that *question* names."""
    words = [(m.start(), m.end()) for m in _WORD.finditer(question)]
    for i, (start, first) in enumerate(words):
        if question[start:first].casefold()[:BEGINNING] in texts.beginnings:
            for _, end in words[i : i + LONGEST_NAME]:
                yield from texts.found.get(question[start:end].casefold(), ())


def _looked_for(bench: Bench, tool: str, param: str) -> frozenset[Any] | None:
    """What the columns hold that *tool* compares *param* with; None where it compares it with none."""
    return bench.once(("looked for", tool, param), lambda: frozenset(bench.draws.known(tool, param)) or None)


def world_texts(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> WorldTexts:
    """All texts of the world."""
    found: dict[str, dict[str, None]] = {}
    for cells in itertools.chain.from_iterable(rows.values()):
        for leaf in leaves(dict(cells)):
            if isinstance(leaf, str):
                found.setdefault(re.sub(r"^\W+|\W+$", "", leaf).casefold(), {})[leaf] = None
    texts = {text: tuple(values) for text, values in found.items() if text}
    beginnings = {text[:length] for text in texts for length in range(1, BEGINNING + 1)}
    return WorldTexts(texts, frozenset(beginnings))


def _identity(value: Any) -> str:
    return f"{type(value).__name__} {value!r}"
