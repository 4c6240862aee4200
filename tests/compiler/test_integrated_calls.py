"""Tools that are merged: every old call has a translated call with the same result, facts and end state."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolwright.compiler.integrate import integrate
from toolwright.compiler.integrate.generalise import apart
from toolwright.compiler.lower import lower_module
from toolwright.compiler.lower.types import plain
from toolwright.compiler.terms import bound, rename, rewrite
from toolwright.runtime.facts import CellFact
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import Tool, ToolModule
from toolwright.runtime.ir.verify import problems
from toolwright.runtime.machine import Observation
from toolwright.runtime.python import BUILTINS

from ..dsl.typed import Made, programs
from ..dsl.typed_world import FIELDS
from ..runtime.agreement import Pair
from ..sizes import examples
from .sources import checked


def variants(tool: Tool, module: ToolModule, draw: Any) -> list[tuple[Tool, dict[str, str]]]:
    """*tool* under other names and with other constants, each with the new names of its parameters."""
    parts = apart(tool, {entity.name: entity for entity in module.entities})
    made = []
    for number in range(draw(st.integers(1, 2))):
        terms: dict[str, Any] = {}
        for place, leaf in enumerate(parts.leaves):
            constant = isinstance(leaf.term, ir.Const)
            value = draw(st.sampled_from(_others(leaf.term.value))) if isinstance(leaf.term, ir.Const) else None
            terms[f"H{place}"] = ir.Const(value=value) if constant else leaf.term
        body = rewrite(parts.skeleton, partial(filled, terms))
        names = {p.name: f"q{number}{p.name}" for p in tool.params} if draw(st.booleans()) else {}
        body = rename(body, names | {name: f"w{name}" for name in bound(body) if name.startswith("V")})
        params = tuple(p.model_copy(update={"name": names.get(p.name, p.name)}) for p in tool.params)
        name = f"{tool.name}x{number}"
        update = {"name": name, "origin": name, "params": params, "body": tuple(body)}
        made.append((tool.model_copy(update=update), names))
    return made


def filled(terms: Mapping[str, Any], node: Any) -> Any:
    """*node*, or what stands in its place."""
    return terms.get(node.name, node) if isinstance(node, ir.Var) else node


def _others(value: Any) -> list[Any]:
    match value:
        case bool():
            return [True, False]
        case int():
            return [value, 0, 2]
        case float():
            return [value, 0.5, 3.0]
        case "small" | "large":
            return ["small", "large"]
    return [value]


def lookups(draw: Any) -> str:
    """Tools that look a row up and show one field of it."""
    texts: list[str] = []
    for entity, key in (("Maker", "str"), ("Item", "int")):
        shown = [name for name, kind in FIELDS[entity].items() if kind not in ("Maker", "Maker?")]
        texts.extend(
            f'tool {entity.lower()}_{field}(key: {key} "Key.") -> {FIELDS[entity][field]} fails Broken\n'
            f'{{ "Look it up." let row = {entity}[key] ?? fail Broken return row.{field} }}'
            for field in draw(st.lists(st.sampled_from(shown), max_size=3, unique=True))
        )
    return "\n".join(texts)


many = settings(max_examples=examples(50), deadline=None, suppress_health_check=list(HealthCheck))


@many
@given(programs(), st.data())
def test_every_old_call_has_a_translated_call_with_the_same_result(made: Made, data: Any) -> None:
    program = checked(f"{made.text}\n{lookups(data.draw)}")
    module = lower_module(program, list(program.tools))
    names: dict[str, dict[str, str]] = {tool.name: {} for tool in module.tools}
    more = []
    for tool in module.tools:
        for variant, renamed in variants(tool, module, data.draw):
            more.append(variant)
            names[variant.name] = renamed
    module = module.model_copy(update={"tools": (*module.tools, *more)})
    assert problems(module, BUILTINS) == []
    found = integrate(module, [tool.name for tool in module.tools])
    assert problems(found.module, BUILTINS) == []
    assert len(found.module.tools) == len(module.tools) - sum(len(m.old) - 1 for m in found.merges)
    rows = {e.name: [plain(row) for row in e.rows] for e in program.entities.values()}
    before, after = Pair(module, rows), Pair(found.module, rows)
    keys: dict[str, tuple[Any, ...]] = {"maker": ("a", "z"), "item_": (0, 9)}
    calls = [*made.calls, *((t.name, {"key": key}) for t in module.tools for key in keys.get(t.name[:5], ()))]
    for called, arguments in calls:
        for name in names:
            if name == called or name.startswith(f"{called}x"):
                given_ = {names[name].get(p, p): value for p, value in arguments.items()}
                call = found.translated(name, given_)
                old, new = before.call(name, given_), after.call(call.tool, call.arguments)
                assert result(new, call.field) == result(old, None)
                assert cells(new) == cells(old)
                assert after.state() == before.state()


def result(seen: Observation, field: str | None) -> Any:
    """What a call gave: its result at a field, or its error."""
    if seen.error is not None:
        return seen.error.code, seen.error.message
    value = json.loads(seen.text)
    return value if field is None else value[field]


def cells(seen: Observation) -> frozenset[Any]:
    """The stored cells that a call showed."""
    return frozenset(fact for fact in seen.receipt.facts if isinstance(fact, CellFact))


def test_the_property_sees_merges_of_every_kind() -> None:
    """The variants above are alike enough to be merged: otherwise the property would hold for nothing."""
    kinds: dict[str, int] = {}

    @settings(max_examples=examples(30), deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(programs(), st.data())
    def count(made: Made, data: Any) -> None:
        program = checked(f"{made.text}\n{lookups(data.draw)}")
        module = lower_module(program, list(program.tools))
        more = [v for tool in module.tools for v, _ in variants(tool, module, data.draw)]
        module = module.model_copy(update={"tools": (*module.tools, *more)})
        for merge in integrate(module, [tool.name for tool in module.tools]).merges:
            kinds[merge.kind] = kinds.get(merge.kind, 0) + 1

    count()
    assert {kind for kind, number in kinds.items() if number >= 2} == {"equal", "constant", "field"}, kinds
