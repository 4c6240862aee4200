"""The operator `parameters`: left out they change nothing, given they do what their documents say."""

from __future__ import annotations

import json
import random
from collections.abc import Collection
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolwright.compiler.scale.additions import candidates
from toolwright.compiler.scale.additions.units import _SIZES, _SPELLINGS, _TARGETS, Conversion, conversions
from toolwright.compiler.scale.draft import Draft
from toolwright.compiler.scale.parameters import parameters
from toolwright.runtime import Bundle
from toolwright.runtime.bundle import Manifest
from toolwright.runtime.errors import CallError
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.tools import ToolModule
from toolwright.runtime.ir.verify import problems
from toolwright.runtime.machine import Machine
from toolwright.runtime.python import BUILTINS
from toolwright.runtime.python.expressions import Printer
from toolwright.runtime.python.names import Names
from toolwright.runtime.reference import Evaluator, hold, unhold

from ...runtime.agreement import Pair
from ...runtime.strategies import Sample, samples
from ...runtime.test_reference import random_value
from ...sizes import examples
from ..sources import compiled
from ..test_language import fits
from .walks import walks


@cache
def bundle(levels: str) -> Bundle:
    """The walks at these levels."""
    found = compiled(walks(levels))
    assert found.files is not None, [d.message for d in found.diagnostics]
    files = dict(found.files)
    return Bundle(Manifest.model_validate_json(files.pop("manifest.json")), files)


def many() -> Bundle:
    """The walks with as many parameters as fit."""
    return bundle("level three { parameters: 3 } level twenty { parameters: 20 } level all { parameters: 20 }")


@cache
def everything(seed: int = 1) -> Machine:
    """The tools of the walks with every parameter that fits, past what a level may ask for.

    *seed* draws what says which fields a record has, of which a tool gets one.
    """
    base = many().level()
    calls: dict[str, tuple[Any, ...]] = {}
    for task in base.tasks.values():
        for step in task.steps:
            calls[step.tool] = (*calls.get(step.tool, ()), step.arguments)
    draft = parameters(Draft(base.module, (), many().rows, calls), 1000, seed)
    assert problems(draft.module, BUILTINS) == []
    return Machine(draft.module, many().rows)


def called(tool: str, **arguments: Any) -> Any:
    """What a call gives on the untouched world."""
    machine = offering(tool, arguments)
    seen = machine.call(machine.world(), tool, json.dumps(arguments))
    assert seen.error is None, seen.text
    return json.loads(seen.text)


def offering(tool: str, names: Collection[str]) -> Machine:
    """The first tools whose *tool* has all these parameters."""
    machines = map(everything, range(1, 30))
    return next(machine for machine in machines if {*names} <= {p.name for p in machine.tools[tool].params})


# ------------------------------------------------------------------ what each does

HILLS = {"region": "Blue Hills"}
COAST = {"region": "Salt Coast"}
ROUND = {
    "name": "Miller's Round",
    "length": 7.25,
    "climb": 1210,
    "grade": "easy",
    "opened": "1988-04-01",
    "guided": True,
    "fee": None,
}
RIDGE = {
    "name": "Ridge Way",
    "length": 18.4,
    "climb": 1240,
    "grade": "steep",
    "opened": "1999-06-12",
    "guided": False,
    "fee": 4.5,
}
OF_LISTS: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {
    "nothing": ({}, [ROUND, RIDGE]),
    "a text, whatever its case": ({"only_name": "RIDGE way"}, [RIDGE]),
    "a part of a text": ({"name_contains": "mill"}, [ROUND]),
    "a member of an enum": ({"only_grade": "easy"}, [ROUND]),
    "true or false": ({"only_guided": False}, [RIDGE]),
    "a least number": ({"min_length": 7.3}, [RIDGE]),
    "a number that is just enough": ({"min_climb": 1240}, [RIDGE]),
    "a greatest number": ({"max_climb": 1239}, [ROUND]),
    "a number that may be missing": ({"max_fee": 100}, [RIDGE]),
    "a first day": ({"opened_from": "1988-04-02"}, [RIDGE]),
    "a last day": ({"opened_until": "1988-04-01"}, [ROUND]),
    "an order": ({"sort_by": "length"}, [ROUND, RIDGE]),
    "nothing comes last": ({"sort_by": "fee"}, [RIDGE, ROUND]),
    "the other order": ({"reverse": True}, [RIDGE, ROUND]),
    "a page": ({"sort_by": "length", "reverse": True, "limit": 1}, [RIDGE]),
    "the next page": ({"offset": 1, "limit": 1}, [RIDGE]),
    "after the last page": ({"offset": 2}, []),
    "fields": ({"fields": ["fee", "name"]}, [{"name": n["name"], "fee": n["fee"]} for n in (ROUND, RIDGE)]),
    "few fields": (
        {"detail": "brief", "limit": 1},
        [{"name": "Miller's Round", "length": 7.25, "climb": 1210, "grade": "easy"}],
    ),
    "miles": ({"length_unit": "mi", "fields": ["length"], "limit": 1}, [{"length": 7.25 / 1.609344}]),
    "the unit itself": ({"length_unit": "km", "limit": 1}, [ROUND]),
    "feet, rounded": ({"climb_unit": "ft", "nearest": 100, "fields": ["climb"], "limit": 1}, [{"climb": 4000}]),
    "decimals, also where nothing is": (
        {"decimals": 0, "fields": ["length", "fee"]},
        [{"length": 7.0, "fee": None}, {"length": 18.0, "fee": 4.0}],
    ),
    "capitals": (
        {"letter_case": "upper", "fields": ["name", "grade"], "offset": 1},
        [{"name": "RIDGE WAY", "grade": "STEEP"}],
    ),
    "short texts": ({"max_characters": 2, "fields": ["name"]}, [{"name": "Mi"}, {"name": "Ri"}]),
    "written dates": (
        {"date_format": "long", "fields": ["opened"]},
        [{"opened": "1 April 1988"}, {"opened": "12 June 1999"}],
    ),
    "weekdays": ({"date_format": "weekday", "fields": ["opened"]}, [{"opened": "Friday"}, {"opened": "Saturday"}]),
    "numbers as text": ({"with_text": True, "limit": 1}, [{**ROUND, "length_text": "7.25", "climb_text": "1,210"}]),
    "in place of nothing": ({"if_missing": 0.5, "fields": ["fee"]}, [{"fee": 0.5}, {"fee": 4.5}]),
}  # fmt: skip


@pytest.mark.parametrize("case", OF_LISTS)
def test_lists_of_records(case: str) -> None:
    arguments, expected = OF_LISTS[case]
    assert called("walks_of_region", **HILLS, **arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, ["Dune Path", "Lighthouse Loop"]),
        ({"sort": "descending"}, ["Lighthouse Loop", "Dune Path"]),
        ({"containing": "HOUSE"}, ["Lighthouse Loop"]),
        ({"limit": 1}, ["Dune Path"]),
        ({"offset": 1}, ["Lighthouse Loop"]),
        ({"letter_case": "lower", "limit": 1}, ["dune path"]),
        ({"max_characters": 4}, ["Dune", "Ligh"]),
        ({"reverse": True}, ["Lighthouse Loop", "Dune Path"]),
    ],
)
def test_lists_of_values(arguments: dict[str, Any], expected: list[str]) -> None:
    assert called("walk_names", **COAST, **arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"unit": "F"}, {"warmth": 21.25 * 1.8 + 32}),
        ({"unit": "K"}, {"warmth": 21.25 + 273.15}),
        ({"unit": "F", "decimals": 0}, {"warmth": 70.0}),
        ({"date_format": "european"}, {"mapped": "30.11.1875"}),
        ({"date_format": "us"}, {"mapped": "11/30/1875"}),
        ({"part": "time"}, {"seen": "12:00:00"}),
        ({"part": "date"}, {"seen": "2024-06-01"}),
        ({"limit": 1}, {"walks": ["Dune Path"]}),
        ({"containing": "loop"}, {"walks": ["Lighthouse Loop"]}),
        ({"echo": True}, {"arguments": COAST}),
    ],
)
def test_records(arguments: dict[str, Any], expected: dict[str, Any]) -> None:
    plain = called("region_climate", **COAST)
    assert called("region_climate", **COAST, **arguments) == {**plain, **expected}


def test_single_values() -> None:
    assert called("walk_climb", walk="Three Peaks", nearest=1000) == 2000
    assert called("walk_climb", walk="Three Peaks", unit="km") == 2.15
    assert called("walk_climb", walk="Three Peaks", unit="m") == 2150
    assert called("walk_fee", walk="Three Peaks", decimals=1) == 12.2
    assert called("walk_fee", walk="Dune Path", decimals=1) is None


def test_tools_that_write_scale_and_write_as_before() -> None:
    machine = offering("close_walk", ("fields", "letter_case"))
    world = machine.world()
    seen = machine.call(
        world, "close_walk", json.dumps({"walk": "Dune Path", "fields": ["names"], "letter_case": "upper"})
    )
    assert json.loads(seen.text) == {"names": ["LIGHTHOUSE LOOP"]}
    assert seen.receipt.writes == {'["delete","Walk","w3",{}]'}
    assert called("close_walk", walk="Dune Path") == {"left": 1, "names": ["Lighthouse Loop"]}


def test_what_is_repeated_stands_beside_the_fields_asked_for() -> None:
    found = called("region_climate", **COAST, fields=["warmth"], echo=True)
    assert found == {"warmth": 21.25, "arguments": COAST}


def test_a_tool_gets_one_parameter_that_says_which_fields_there_are() -> None:
    for seed in range(1, 6):
        for tool in everything(seed).tools.values():
            assert len({"fields", "detail", "with_text"} & {p.name for p in tool.params}) <= 1, tool.name


WALL = """
scenario wall { title: "Lockers", integrate: "all" }
entity Locker key number { "A locker." number: int(1..999) "Number on the door", width: int(unit="cm") "Inner width" }
entity Parcel key tracking {
  "A parcel."
  tracking: str "Number", locker: Locker "Where it is", grams: int(unit="g") "Weight", colour: str "Colour",
  stamps: int "How many stamps it has",
}
data Locker { | number | width | | 7 | 25 | | 12 | 1250 | }
data Parcel {
  | tracking | locker | grams | colour | stamps |
  | "a"      |      7 |  1230 | "red"  |      3 |
  | "b"      |     12 |    45 | "blue" |      8 |
}
error NoParcel "There is no such parcel."
tool parcel(tracking: str "Its number.") -> { locker: int, grams: int, door: list[int] }
  fails NoParcel
{
  "A parcel."
  let p = Parcel[tracking] ?? fail NoParcel
  return { locker: p.locker.number, grams: p.grams, door: [p.locker.number] }
}
tool locker_of(tracking: str "Its number.") -> int
  fails NoParcel
{
  "Where a parcel is."
  return (Parcel[tracking] ?? fail NoParcel).locker.number
}
task weight {
  each p in Parcel
  ask $"How heavy is parcel {p.tracking}?"
  step x = parcel(tracking=p.tracking) gives x.grams
  answer x.grams
}
task place {
  each p in Parcel
  ask $"In which locker is parcel {p.tracking}?"
  step x = locker_of(tracking=p.tracking)
  answer x
}
task look {
  each p in Parcel
  ask $"How many stamps has parcel {p.tracking}, and which colour?"
  step s = derive p.stamps asks $"How many stamps has {p.tracking}?"
  step c = derive p.colour asks $"Which colour has {p.tracking}?"
  answer c
}
scale { seed SEED level all { parameters: 20 } }
"""


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_numbers_that_are_keys_or_links_are_not_rounded_and_no_choice_of_fields_is_empty(seed: int) -> None:
    found = compiled(WALL.replace("SEED", str(seed)))
    assert found.files is not None, [d.message for d in found.diagnostics]
    documents = {d["function"]["name"]: d["function"] for d in json.loads(found.files["levels/all/tools.json"])}
    params = {name: document["parameters"]["properties"] for name, document in documents.items()}
    assert params["parcel"]["nearest"]["description"] == "Round `grams` to the nearest multiple of this number."
    assert not any("`locker`" in doc["description"] for name, doc in params["parcel"].items() if name != "fields")
    assert not {"nearest", "unit", "decimals"} & params["locker_of"].keys()
    assert params["parcel_details"].keys() == {"tracking", "detail", "echo"}


def test_money_is_never_converted() -> None:
    params = {p.name for p in everything().tools["walk_fee"].params}
    assert "decimals" in params and not any("unit" in name for name in params)


# ------------------------------------------------------------------ units


def converted(way: Conversion, value: float) -> float:
    """A value in another unit, as a tool gives it."""
    result = Evaluator(ToolModule(entities=(), tools=()), {}).expr(way(ir.Var(name="x")), {"x": hold(value)})
    return float(unhold(result))


def test_every_unit_is_offered_in_others_and_back_again() -> None:
    for unit in [*_TARGETS, *_SPELLINGS]:
        own = _SPELLINGS.get(unit, unit)
        for other, there in conversions(unit).items():
            assert other != own
            back = conversions(other).get(own)
            if back is not None:
                assert converted(back, converted(there, 20.0)) == pytest.approx(20.0)
    assert {unit for sizes in _SIZES for unit in sizes} | {"C", "F", "K"} == set(_TARGETS)
    assert conversions("EUR") == conversions(None) == conversions("") == {}


@pytest.mark.parametrize(
    ("value", "unit", "other", "expected"),
    [
        (100.0, "C", "F", 212.0),
        (-40.0, "F", "C", -40.0),
        (0.0, "K", "C", -273.15),
        (1.0, "mi", "km", 1.609344),
        (1.0, "km²", "ha", 100.0),
        (10.0, "m/s", "km/h", 36.0),
        (1.0, "kg", "lb", 2.20462262),
        (90.0, "min", "h", 1.5),
        (1.0, "acre", "ha", 0.40468564),
    ],
)
def test_conversions(value: float, unit: str, other: str, expected: float) -> None:
    assert converted(conversions(unit)[other], value) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("unit", "other", "said"),
    [
        ("m", "ft", "x / 0.3048"),
        ("ft", "m", "x * 0.3048"),
        ("cm", "in", "x / 2.54"),
        ("min", "h", "x / 60.0"),
        ("km", "mi", "x / 1.609344"),
        ("m", "km", "x * 0.001"),
        ("km2", "ha", "x * 100.0"),
        ("km/h", "m/s", "x / 3.6"),
        ("F", "C", "(x + -32.0) / 1.8"),
        ("K", "C", "x + -273.15"),
    ],
)
def test_conversions_are_written_with_numbers_that_a_reader_knows(unit: str, other: str, said: str) -> None:
    assert Printer(Names([])).show(conversions(unit)[other](ir.Var(name="x"))) == said


# ------------------------------------------------------------------ what a level gets


def test_a_stronger_level_has_what_a_weaker_one_has_and_more() -> None:
    three, twenty, again = (many().level(name).module for name in ("three", "twenty", "all"))
    assert twenty == again
    for small, large in zip(three.tools, twenty.tools, strict=True):
        assert large.params[: len(small.params)] == small.params
        assert large.added[: len(small.added)] == small.added
        assert len(small.added) <= 3 and len(small.added) <= len(large.added) <= 20
    wide = next(tool for tool in twenty.tools if tool.name == "walks_of_region")
    assert len(wide.added) == 20


def test_three_parameters_are_of_three_kinds() -> None:
    base = {tool.name: tool for tool in many().level().module.tools}
    found = {tool.name: set(tool.added) for tool in many().level("three").module.tools}
    kinds = {n: {c.kind for c in candidates(t) if f"parameters: {c.param.name}" in found[n]} for n, t in base.items()}
    assert all(len(kinds[name]) == len(added) for name, added in found.items())


def test_another_seed_gives_other_parameters() -> None:
    other = compiled(walks("level three { parameters: 3 }").replace("seed 7", "seed 8"))
    assert other.files is not None
    assert other.files["levels/three/tools.json"] != many().files["levels/three/tools.json"]


def test_samples_show_what_every_added_parameter_does() -> None:
    for level in many().level_names:
        environment = many().environment(level)
        held = json.loads(many().files[f"levels/{level}/samples.json"])
        added = {
            (tool.name, change.removeprefix("parameters: "))
            for tool in environment.machine.module.tools
            for change in tool.added
        }
        assert {(tool, name) for tool, params in held.items() for name in params} == added
        for tool, params in held.items():
            for name, calls in params.items():
                without, given_ = (
                    environment.machine.call(environment.machine.world(), tool, json.dumps(calls[which]))
                    for which in ("without", "given")
                )
                assert without.error is None and given_.error is None
                assert without.text != given_.text
                assert {n: v for n, v in calls["given"].items() if n != name} == calls["without"]


# ------------------------------------------------------------------ on any program


@settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(sample=samples(), seed=st.integers(0, 2**30))
def test_what_is_left_out_changes_nothing_and_what_is_given_fits_the_documents(sample: Sample, seed: int) -> None:
    tools = tuple(tool for tool in sample.module.tools if tool.core is None)
    module = sample.module.model_copy(update={"tools": tools})
    calls = {t.name: tuple(given_ for name, given_ in sample.calls if name == t.name) for t in tools}
    draft = parameters(Draft(module, (), sample.rows, calls), 1 + seed % 20, seed)
    assert problems(draft.module, BUILTINS) == []
    base, scaled = Pair(module, sample.rows), Pair(draft.module, sample.rows)
    for name, arguments in sample.calls:
        if name in calls:
            one, other = base.call(name, arguments), scaled.call(name, arguments)
            assert (one.text, one.receipt) == (other.text, other.receipt)
    pick = random.Random(seed)
    for tool in draft.module.tools:
        old = {p.name for p in next(t for t in tools if t.name == tool.name).params}
        for arguments in calls[tool.name]:
            more = {
                p.name: random_value(p.value, ["2024-02-29", "2000-01-01"], pick)
                for p in tool.params
                if p.name not in old and pick.random() < 0.4
            }
            if isinstance(scaled.machine.validate(tool.name, {**arguments, **more}), CallError):
                continue
            seen = scaled.call(tool.name, {**arguments, **more})
            if seen.error is None:
                assert fits(tool.result, json.loads(seen.text)), (tool.result, seen.text)
    for witness in draft.witnesses:
        both = witness.without, witness.given
        texts = [Pair(draft.module, sample.rows).call(witness.tool, call).text for call in both]
        assert texts[0] != texts[1]
