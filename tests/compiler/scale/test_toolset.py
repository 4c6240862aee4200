"""The operator `toolset`: near misses work, are told apart by nothing, and give nothing away."""

from __future__ import annotations

import json
import random
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolwright.compiler.scale.distractors import confusability, looks, near_misses
from toolwright.compiler.scale.draft import Draft, with_samples
from toolwright.compiler.scale.flow import shown_cells
from toolwright.compiler.scale.toolset import toolset
from toolwright.runtime import Bundle
from toolwright.runtime.bundle import Manifest
from toolwright.runtime.errors import CallError
from toolwright.runtime.facts import CellFact
from toolwright.runtime.ir.tools import Tool, ToolModule
from toolwright.runtime.ir.verify import problems
from toolwright.runtime.machine import Machine
from toolwright.runtime.python import BUILTINS

from ...conftest import SPECS, Built
from ...runtime.agreement import Pair
from ...runtime.strategies import Sample, samples
from ...runtime.test_reference import random_value
from ...sizes import examples
from ..sources import compiled
from .walks import walks


def bundle_of(text: str) -> Bundle:
    """The bundle of a spec."""
    found = compiled(text)
    assert found.files is not None, [d.message for d in found.diagnostics]
    files = dict(found.files)
    return Bundle(Manifest.model_validate_json(files.pop("manifest.json")), files)


@cache
def walked() -> Bundle:
    """A small world, with levels of few and of many distractors."""
    return bundle_of(walks("level some { toolset: 4 } level many { toolset: 12 }"))


def draft_of(bundle: Bundle, strength: int = 20, keep: tuple[str, ...] = ()) -> Draft:
    """The base level of a bundle with distractors."""
    base = bundle.level()
    return toolset(Draft(base.module, tuple(base.tasks.values()), bundle.rows), strength, 7, (keep,))


def written(bundle: Bundle) -> dict[str, Tool]:
    """All near misses of a bundle's world by name."""
    base = {tool.name for tool in bundle.level().module.tools}
    made = near_misses(bundle.level().module, bundle.rows)
    assert problems(made, BUILTINS) == []
    return {tool.name: tool for tool in made.tools if tool.name not in base}


# ------------------------------------------------------------------ what is written

KINDS = {
    "sibling field": ("walk_grade", {"walk": "Dune Path"}, "easy"),
    "neighbour": ("walk_region_name", {"walk": "Dune Path"}, "Salt Coast"),
    "inverse lookup": ("walks_by_grade", {"grade": "steep"}, ["Ridge Way", "Tarn Walk"]),
    "count": ("count_walks_by_grade", {"grade": "easy"}, 3),
    "search": ("search_walks", {"text": "WAY"}, ["Ridge Way"]),
    "list": ("list_regions", {}, ["Blue Hills", "Salt Coast", "High Fells"]),
    "bound": ("walks_with_length_above", {"limit": 18.4}, ["Three Peaks"]),
    "extreme": ("region_with_lowest_warmth", {}, "High Fells"),
    "mean": ("average_warmth_of_regions", {}, (14.5 + 21.25 + 8.0) / 3),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind(kind: str) -> None:
    name, arguments, expected = KINDS[kind]
    made = near_misses(walked().level().module, walked().rows)
    assert written(walked())[name].added == (f"toolset: {kind}",)
    machine = Machine(made, walked().rows)
    seen = machine.call(machine.world(), name, json.dumps(arguments))
    assert json.loads(seen.text) == expected


def test_another_parameter_finds_what_a_tool_finds(built: Built) -> None:
    bundle = built["city_population"]
    tool = written(bundle)["city_population_by_airport"]
    assert tool.added == ("toolset: other parameter",)
    machine = Machine(near_misses(bundle.level().module, bundle.rows), bundle.rows)
    row = bundle.rows["City"][0]
    seen = machine.call(machine.world(), tool.name, json.dumps({"airport": row["airport"]}))
    assert json.loads(seen.text) == row["population"]


def test_lookups_follow_the_tools_that_are_there(built: Built) -> None:
    bundle = built["author_currency"]
    theirs = next(tool for tool in bundle.level().module.tools if tool.name == "currency_of_country")
    ours = written(bundle)["country_currency_name"]
    assert (ours.params, ours.fails, ours.result.type) == (theirs.params, theirs.fails, "record")
    assert ours.body[0] == theirs.body[0]


def test_nothing_is_written_that_a_tool_does_already() -> None:
    done = {tool.name for tool in walked().level().module.tools}
    made = written(walked())
    assert done.isdisjoint(made)
    assert "walks_by_region" not in made, "`walk_names` does that"
    assert "walk_climb" not in made and "region_warmth" in made


@pytest.mark.parametrize("name", ["walks", *SPECS])
def test_every_distractor_works(name: str, built: Built) -> None:
    draft = with_samples(draft_of(walked() if name == "walks" else built[name]))
    machine = Machine(draft.module, draft.rows)
    for distractor in draft.module.distractors:
        seen = [machine.call(machine.world(), distractor, json.dumps(dict(call))) for call in draft.samples[distractor]]
        assert any(each.error is None for each in seen), distractor


def test_tools_of_a_library_that_nobody_imports_distract() -> None:
    from toolwright.compiler import compile_program
    from toolwright.dsl.check import check

    files = {
        "lib.tool": LIBRARY,
        "spec.tool": SPEC,
    }

    class Files:
        def read(self, path: str) -> bytes:
            return files[path].encode()

    checked = check("spec.tool", Files())
    assert checked.program is not None, [d.message for d in checked.diagnostics]
    found = compile_program(checked.program)
    assert found.files is not None, [d.message for d in found.diagnostics]
    base, more = (json.loads(found.files[f"levels/{level}/tasks.jsonl"].splitlines()[0]) for level in ("base", "more"))
    assert base["tools"] == ["size_of_town"]
    assert more["tools"] == ["mayor_of_town", "size_of_town"]


LIBRARY = """edition 1
library towns { title: "Towns" }
entity Town key name { "A town." name: str, size: int "Inhabitants", mayor: str "Who governs it" }
data Town { | name | size | mayor | | "Aa" | 512 | "Ms Oak" | | "Ull" | 733 | "Mr Elm" | }
error NoTown(name: str) $"No town is called {name}."
tool size_of_town(town: str "Name of the town.") -> int
  fails NoTown
{
  "How many people live in a town."
  return (Town[town] ?? fail NoTown(town)).size
}
tool mayor_of_town(town: str "Name of the town.") -> str
  fails NoTown
{
  "Who governs a town."
  return (Town[town] ?? fail NoTown(town)).mayor
}
"""
SPEC = """edition 1
import Town, size_of_town from "lib.tool"
scenario sizes { title: "Sizes", license: "CC0-1.0" }
task sizes {
  each t in Town
  ask $"How many people live in {t.name}?"
  step n = size_of_town(town=t.name) asks $"How many people live in {t.name}?"
  answer n
}
scale { level more { toolset: 1 } }
"""


# ------------------------------------------------------------------ what is chosen


@pytest.mark.parametrize("name", ["walks", *SPECS])
def test_as_many_are_offered_as_are_asked_for(name: str, built: Built) -> None:
    bundle = walked() if name == "walks" else built[name]
    base = bundle.level().tasks
    for strength in (1, 8):
        draft = draft_of(bundle, strength)
        for task in draft.tasks:
            more = set(task.tools) - set(base[task.id].tools)
            assert len(more) == strength
            assert more <= set(draft.module.distractors)
        assert {tool.name for tool in draft.module.tools} == {n for task in draft.tasks for n in task.tools}


def test_more_strength_adds_to_what_less_gives() -> None:
    some, many = (walked().level(name).tasks for name in ("some", "many"))
    for task in some.values():
        assert set(task.tools) < set(many[task.id].tools)


def test_what_is_kept_comes_first(built: Built) -> None:
    bundle = built["walks"] if "walks" in SPECS else walked()
    draft = draft_of(bundle, 1, keep=("average_warmth_of_regions",))
    # Tasks that ask for a computed value may have their own reasons against it.
    assert sum("average_warmth_of_regions" in task.tools for task in draft.tasks) > len(draft.tasks) / 2


def test_what_the_author_marked_comes_before_what_is_written_here(built: Built) -> None:
    theirs = {"city_elevation", "city_time_zone", "city_airport"}
    assert set(built["city_population"].level("scaled").module.distractors) == theirs


def test_no_distractor_may_show_a_cell_that_its_task_asks_for() -> None:
    for level in ("some", "many"):
        module, tasks = walked().level(level).module, walked().level(level).tasks
        shown = {tool.name: shown_cells(tool, module) for tool in module.tools if tool.name in module.distractors}
        for task in tasks.values():
            facts = [step.golden_fact for step in task.steps]
            wanted = {(fact.entity, fact.field) for fact in facts if isinstance(fact, CellFact)}
            for name in set(task.tools) & shown.keys():
                assert not wanted & shown[name], (task.id, name)


def test_a_value_that_a_tool_computes_is_not_computed_by_a_near_miss() -> None:
    counting = walks("level all { toolset: 20 }").replace("scale {", COUNTING + "\nscale {")
    bundle = bundle_of(counting)
    offered = {name for task in bundle.level("all").tasks.values() if "walks_of" in task.id for name in task.tools}
    others = {name for task in bundle.level("all").tasks.values() if "climb" in task.id for name in task.tools}
    assert "count_walks_by_grade" in others
    assert not {name for name in offered if "count" in name or "list_walks" in name or "search_walks" in name}


COUNTING = """
tool size_of_region(region: str(1..40) "Name of the region.") -> int
  fails NoRegion
{
  "How many walks a region has."
  let r = first([r for r in Region if r.name == region]) ?? fail NoRegion(region)
  return count([w for w in Walk if w.region == r])
}

task walks_of_a_region {
  each r in Region
  ask $"How many walks do the {r.name} have?"
  step n = size_of_region(region=r.name) asks $"How many walks do the {r.name} have?"
  answer n
}
"""


# ------------------------------------------------------------------ what is easily taken for what


def tool(name: str, doc: str = "Says something.", params: str = "city", of: str = "walk_climb") -> Tool:
    """A tool under another name."""
    model = next(tool for tool in walked().level().module.tools if tool.name == of)
    renamed = tuple(p.model_copy(update={"name": params}) for p in model.params)
    return model.model_copy(update={"name": name, "doc": doc, "params": renamed})


def like(left: Tool, right: Tool) -> float:
    """How easily the two are taken for each other."""
    return confusability(looks(left), looks(right))


def test_confusability_is_the_sum_of_its_parts() -> None:
    one = tool("city_climb", "Climb of a city.")
    assert like(one, one) == pytest.approx(1.0)
    # one word of three, no word of the document, everything else
    assert like(one, tool("city_size", "Nothing else.")) == pytest.approx(0.35 / 3 + 0.0 + 0.2 + 0.15 + 0.1)
    # the same name and document about other entities, with another parameter and result
    other = tool("city_climb", "Climb of a city.", "town", "region_climate")
    assert like(one, other) == pytest.approx(0.35 + 0.2 + 0.0 + 0.15 * len({"Walk"} & {"Region", "Walk"}) / 2)
    assert like(one, other) == like(other, one)


def test_the_nearest_come_first() -> None:
    draft = draft_of(walked(), 3)
    climbs = next(task for task in draft.tasks if task.id.startswith("climb"))
    more = set(climbs.tools) - set(walked().level().tasks[climbs.id].tools)
    assert all(name.startswith("walk_") for name in more), more


# ------------------------------------------------------------------ on any program


@settings(max_examples=examples(40), deadline=None, suppress_health_check=list(HealthCheck))
@given(sample=samples(), seed=st.integers(0, 2**30))
def test_near_misses_of_any_world_are_legal_and_mean_one_thing(sample: Sample, seed: int) -> None:
    made = near_misses(sample.module, sample.rows)
    assert problems(made, BUILTINS) == []
    fresh = made.tools[len(sample.module.tools) :]
    assert not any(tool.writes for tool in fresh)
    pick = random.Random(seed)
    only = ToolModule(
        entities=made.entities, errors=made.errors, functions=made.functions, tools=fresh or sample.module.tools
    )
    pair = Pair(only, sample.rows)
    for each in pick.sample(fresh, min(8, len(fresh))):
        texts = [str(v) for rows in sample.rows.values() for row in rows for v in row.values() if isinstance(v, str)]
        arguments: dict[str, Any] = {p.name: random_value(p.value, texts or ["a"], pick) for p in each.params}
        if isinstance(pair.machine.validate(each.name, arguments), CallError):
            continue
        seen = pair.call(each.name, arguments)
        cells = {(f.entity, f.field) for f in seen.receipt.facts if isinstance(f, CellFact)}
        assert cells <= shown_cells(each, only)
