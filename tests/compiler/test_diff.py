"""Differences of bundles: nothing between a bundle and itself, and each rule has a change that fires it alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolwright.compiler.diff import GUARDS, RULES, Difference, at_or_above, diff
from toolwright.compiler.diff.types import narrowed
from toolwright.runtime import Bundle, BundleError
from toolwright.runtime.arguments import compile_validator
from toolwright.runtime.errors import CallError
from toolwright.runtime.ir import types as ir
from toolwright.runtime.ir.tools import Param
from toolwright.runtime.line_map import is_map_path

from ..conftest import SPECS, Built
from .forging import edited, resealed

TOOLS, TASKS = "levels/base/tools.ir.json", "levels/base/tasks.jsonl"
STATEFUL = "shop_orders"


def rules(old: Bundle, new: Bundle) -> list[str]:
    """The rules that fire, without that for files, which always does."""
    return sorted({each.rule for each in diff(old, new)} - {"file-changed"})


@pytest.mark.parametrize("name", SPECS)
def test_nothing_sets_a_bundle_apart_from_itself(name: str, built: Built) -> None:
    assert diff(built[name], built[name]) == ()


# ------------------------------------------------------------------ each rule alone


@dataclass(frozen=True)
class Change:
    """A change of a bundle that fires one rule."""

    rule: str
    path: str
    edit: Callable[[Any], Any]
    back: str | None = None
    """The rule that fires when the change is taken back."""


def tool(module: Any, name: str = "set_quantity") -> Any:
    return next(each for each in module["tools"] if each["name"] == name)


def param(module: Any, name: str = "quantity") -> Any:
    return next(each for each in tool(module)["params"] if each["name"] == name)


def add_tool(module: Any) -> None:
    module["tools"].append({**tool(module, "order_total"), "name": "another_total", "origin": "another_total"})


def add_error(module: Any) -> None:
    module["errors"].append({"name": "Odd", "message": {"op": "const", "value": "Odd."}})
    tool(module)["fails"].append("Odd")


CHANGES = [
    Change("task-removed", TASKS, lambda t: t.pop(3), "task-added"),
    Change("kind-changed", TASKS, lambda t: t[0].update(kind="parallel_multi_hop"), "kind-changed"),
    Change("answer-changed", TASKS, lambda t: t[0]["answer"].update(aliases=["so"]), "answer-changed"),
    Change("answer-changed", TASKS, lambda t: t[0]["answer"].update(tolerance=0.25), "answer-changed"),
    Change("plan-changed", TASKS, lambda t: t[0]["steps"][-1].update(after=[]), "plan-changed"),
    Change("sub-answer-changed", TASKS, lambda t: t[0]["steps"][0].update(answer="x"), "sub-answer-changed"),
    Change("question-changed", TASKS, lambda t: t[0].update(question="How?"), "question-changed"),
    Change("question-changed", TASKS, lambda t: t[0]["steps"][0].update(question="How?"), "question-changed"),
    Change("call-changed", TASKS, lambda t: t[0]["steps"][0]["arguments"].update(email="x"), "call-changed"),
    Change("tool-withdrawn", TASKS, lambda t: t[0]["tools"].pop(0), "tool-offered"),
    Change("tool-added", TOOLS, add_tool, "tool-removed"),
    Change("parameter-added", TOOLS, lambda m: tool(m)["params"].append(
        {"name": "more", "value": {"type": "int"}, "required": False, "default": 1}), "parameter-removed"),
    Change("parameter-required", TOOLS, lambda m: tool(m)["params"].append(
        {"name": "more", "value": {"type": "int"}}), "parameter-removed"),
    Change("type-widened", TOOLS, lambda m: param(m).update(required=False, default=1), "parameter-required"),
    Change("type-narrowed", TOOLS, lambda m: param(m)["value"].update(high=3), "type-widened"),
    Change("type-widened", TOOLS, lambda m: param(m)["value"].update(high=3_000), "type-narrowed"),
    Change("result-changed", TOOLS, lambda m: tool(m)["result"]["fields"][0].update(absent=True), "result-changed"),
    Change("effect-added", TOOLS, lambda m: tool(m)["writes"].append("Customer")),
    Change("body-changed", TOOLS, lambda m: tool(m)["body"].insert(
        0, {"do": "let", "name": "unused", "value": {"op": "const", "value": 1}}), "body-changed"),
    Change("body-changed", TOOLS, lambda m: m["entities"][-1].update(
        checks=[{"op": "const", "value": False}]), "body-changed"),
    Change("document-changed", TOOLS, lambda m: tool(m).update(doc="Does it."), "document-changed"),
    Change("document-changed", TOOLS, lambda m: param(m).update(doc="Pieces."), "document-changed"),
    Change("message-changed", TOOLS, lambda m: m["errors"][0].update(
        message={"op": "const", "value": "No."}), "message-changed"),
    Change("rows-changed", "data/Product.jsonl", lambda rows: rows[0].update(stock=1), "rows-changed"),
    Change("rows-changed", "data/Product.jsonl", lambda rows: rows.pop(), "rows-changed"),
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda c: c.rule)
def test_a_change_fires_its_rule_and_no_other(change: Change, built: Built) -> None:
    old = built[STATEFUL]
    new = edited(old, change.path, change.edit)
    assert rules(old, new) == [change.rule]
    if change.back is not None:
        assert rules(new, old) == [change.back]
    assert [each.where for each in diff(old, new) if each.rule == "file-changed"] == [change.path, "manifest.json"]


def settings(bundle: Bundle, **new: Any) -> Bundle:
    return resealed(bundle, bundle.files, **new)


def test_settings_fire_their_rules(built: Built) -> None:
    old = built[STATEFUL]
    reward = old.manifest.reward.model_dump() | {"max_turns": 3}
    assert rules(old, settings(old, reward=reward)) == ["reward-changed"]
    assert rules(old, settings(old, policy="Be kind.")) == ["policy-changed"]
    assert rules(old, settings(old, title="Shop")) == []


def test_goals_and_defaults_fire_their_rules(built: Built) -> None:
    old = built[STATEFUL]
    other = edited(old, TASKS, lambda tasks: next(t for t in tasks if "goal" in t).update(
        goal={"op": "const", "value": True}))  # fmt: skip
    assert rules(old, other) == ["goal-changed"]
    (found,) = [each for each in diff(old, other) if each.rule == "goal-changed"]
    assert "?.status == " in found.before and found.after == "true"

    def more(default: int) -> Bundle:
        entry = {"name": "more", "value": {"type": "int"}, "required": False, "default": default}
        return edited(old, TOOLS, lambda m: tool(m)["params"].append(entry))

    assert rules(more(1), more(2)) == ["default-changed"]

    assert rules(edited(old, TOOLS, add_error), old) == ["error-removed"]


def test_levels_fire_their_rules(built: Built) -> None:
    old = built[STATEFUL]
    files = {path: content for path, content in old.files.items() if not path.startswith("levels/scaled")}
    levels = [level.model_dump() for level in old.manifest.levels if level.name == "base"]
    assert rules(old, resealed(old, files, levels=levels)) == ["level-removed"]
    assert rules(resealed(old, files, levels=levels), old) == ["level-added"]


def test_every_rule_has_a_change() -> None:
    shown = {each.rule for each in CHANGES} | {each.back for each in CHANGES}
    apart = {
        "error-removed",
        "reward-changed",
        "policy-changed",
        "goal-changed",
        "default-changed",
        "level-removed",
        "level-added",
    }
    assert shown | apart | {"file-changed", None} == {*RULES, None}


# ------------------------------------------------------------------ levels


def test_each_level_holds_those_before_it() -> None:
    each = [Difference(rule, "x") for rule in RULES]
    counts = [len(at_or_above(each, guard)) for guard in GUARDS]
    assert counts == sorted(counts)
    assert counts[0] > 0
    assert counts[-1] == len(RULES)
    assert all(found.guard == "answers" for found in at_or_above(each, "answers"))


@given(data=st.data())
def test_no_difference_means_the_same_bytes(built: Built, data: st.DataObject) -> None:
    old = built[STATEFUL]
    path = data.draw(st.sampled_from(sorted(path for path in old.files if "tools.ir" not in path)))
    content = old.files[path]
    at = data.draw(st.integers(0, len(content) - 1))
    new = resealed(old, {**old.files, path: content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]})
    try:
        found = diff(old, new)
    except BundleError:
        return
    assert found
    assert (new.id == old.id) == is_map_path(path)


def test_what_levels_share_is_said_once(built: Built) -> None:
    old = built[STATEFUL]
    new = edited(edited(old, TASKS, lambda t: t[0].update(question="How?")), TASKS.replace("base", "scaled"),
                 lambda t: t[0].update(question="How?"))  # fmt: skip
    (found,) = [each for each in diff(old, new) if each.rule == "question-changed"]
    assert found.levels == ("base", "scaled")
    assert (found.before, found.after) == (json.loads(old.files[TASKS].splitlines()[0])["question"], "How?")


# ------------------------------------------------------------------ narrower types

BOUND = st.one_of(st.none(), st.integers(0, 3))
NAME = st.sampled_from(("a", "b", "c"))
TYPES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.builds(ir.IntType, low=BOUND, high=BOUND, unit=st.sampled_from((None, "km"))),
        st.builds(ir.FloatType, low=BOUND, high=BOUND),
        st.builds(ir.StrType, low=BOUND, high=BOUND, pattern=st.sampled_from((None, "a*", "[ab]+"))),
        st.builds(ir.EnumType, members=st.lists(NAME, min_size=1, unique=True).map(tuple)),
        st.just(ir.BoolType()),
        st.just(ir.DateType()),
    ),
    lambda inner: st.one_of(
        st.builds(ir.ListType, item=inner, low=BOUND, high=BOUND),
        st.builds(ir.OptionalType, item=inner),
        st.builds(ir.MapType, key=st.builds(ir.StrType, high=BOUND), value=inner, high=BOUND),
        st.lists(st.builds(ir.RecordField, name=NAME, value=inner, absent=st.booleans()), max_size=3,
                 unique_by=lambda f: f.name).map(lambda fields: ir.RecordType(fields=tuple(fields))),
    ),
    max_leaves=4,
)  # fmt: skip
SCALARS: Any = st.sampled_from((None, True, 0, 1, 2, 3, 4, 0.5, "", "a", "ab", "b", "c", "aaaa", "2024-02-29"))
VALUES: Any = st.recursive(
    SCALARS, lambda v: st.one_of(st.lists(v, max_size=4), st.dictionaries(NAME, v, max_size=3)), max_leaves=5
)


def bounded(type_: Any, name: str, bound: int | None) -> Any:
    return type_.model_copy(update={name: bound})


def changes(type_: Any) -> Any:
    """*type_* and types close to it."""
    near = [st.just(type_)]
    near += [st.builds(partial(bounded, type_, name), BOUND) for name in ("low", "high") if hasattr(type_, name)]
    if isinstance(type_, ir.ListType | ir.OptionalType):
        near.append(st.deferred(lambda: changes(type_.item)).map(lambda t: type_.model_copy(update={"item": t})))
        near.append(st.just(type_.item))
    near.append(st.just(ir.OptionalType(item=type_)))
    return st.one_of(*near, TYPES)


def fitting(type_: Any) -> Any:
    """Values that *type_* is likely to take."""
    match type_:
        case ir.ListType():
            return st.lists(fitting(type_.item), max_size=4)
        case ir.MapType():
            return st.dictionaries(NAME, fitting(type_.value), max_size=3)
        case ir.RecordType(fields=fields):
            needed = {f.name: fitting(f.value) for f in fields if not f.absent}
            return st.fixed_dictionaries(needed, optional={f.name: fitting(f.value) for f in fields if f.absent})
        case ir.OptionalType():
            return st.one_of(st.none(), fitting(type_.item))
        case ir.EnumType():
            return st.sampled_from(type_.members)
        case _:
            return VALUES


@given(st.data())
def test_a_value_that_is_refused_now_is_told(data: st.DataObject) -> None:
    old = data.draw(TYPES)
    new = data.draw(changes(old))
    value = data.draw(st.one_of(fitting(old), VALUES))

    def takes(type_: Any) -> bool:
        return not isinstance(compile_validator([Param(name="x", value=type_)])({"x": value}), CallError)

    if takes(old) and not takes(new):
        assert narrowed(old, new)
    assert narrowed(old, old) is None
