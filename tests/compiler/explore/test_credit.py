"""Tools that the author wrote and tools that `explore` writes earn each other's credit for what a link shows."""

from __future__ import annotations

import json

import pytest

from toolwright.runtime import Bundle
from toolwright.runtime.facts import CellFact

from ..sources import bundle_of

HIVES = """edition 1
scenario hives { title: "Hives" SETTING }
entity Apiary key KEY {
  "A place where beehives stand."
  code: str "Number of the place.",
  name: str "Name on the gate.",
  altitude: int(unit="m") "Height above the sea.",
}
entity Hive key id {
  "A beehive."
  id: str "Number on the lid.",
  apiary: Apiary "Where it stands.",
}
data Apiary {
  | code | name | altitude |
  | "A1" | "Lime Orchard" | 120 |
  | "A2" | "Stony Ridge" | 860 |
  | "A3" | "Old Mill" | 310 |
}
data Hive {
  | id | apiary |
  | "H01" | LIME |
  | "H02" | RIDGE |
  | "H03" | RIDGE |
  | "H04" | MILL |
}
error NoHive(hive: str) $"There is no hive {hive}."
tool hive_site(hive: str "Number of the hive.") -> str fails NoHive {
  "Apiary in which a hive stands."
  let found = Hive[hive] ?? fail NoHive(hive)
  return found.apiary.name
}
HEIGHTerror NoSite $"There is no apiary at this height."
tool site_at(height: int "Height in metres.") -> str fails NoSite {
  "The apiary at a height."
  let found = first([a for a in Apiary if a.altitude == height]) ?? fail NoSite
  return found.name
}
task home_of_hive {
  each h in Hive
  ask $"Where is {h.id} at home, please?"
  step site = hive_site(hive=h.id) asks $"Where does hive {h.id} stand?"
  answer site
}
explore 10 seed 1 { single_hop: 6, multi_hop: 4, hops: 2 }
"""
BY_NAME = {"KEY": "name", "LIME": '"Lime Orchard"', "RIDGE": '"Stony Ridge"', "MILL": '"Old Mill"'}
BY_CODE = {"KEY": "code", "LIME": '"A1"', "RIDGE": '"A2"', "MILL": '"A3"'}


HEIGHT = """tool hive_height(hive: str "Number of the hive.") -> int fails NoHive {
  "Height at which a hive stands."
  let found = Hive[hive] ?? fail NoHive(hive)
  return found.apiary.altitude
}"""


def hives(setting: str, keys: dict[str, str], height: str = "") -> Bundle:
    text = HIVES.replace("SETTING", setting).replace("HEIGHT", height)
    for name, value in keys.items():
        text = text.replace(name, value)
    return bundle_of(text)


def solved(bundle: Bundle, task: str, tool: str, given: object) -> int:
    """Steps that one call of *tool* solves."""
    episode = bundle.environment(level="base").reset(task)
    (param,) = next(t["function"]["parameters"]["required"] for t in episode.tools if t["function"]["name"] == tool)
    episode.call(tool, json.dumps({param: given}))
    episode.finish("")
    return episode.score().solved


@pytest.mark.parametrize("keys", [BY_NAME, BY_CODE], ids=["key", "label"])
def test_either_tool_solves_the_others_steps(keys: dict[str, str]) -> None:
    bundle = hives("", keys, HEIGHT)
    tasks = bundle.environment(level="base").tasks.values()
    asked = [task for task in tasks if len(task.steps) == 1 and task.steps[0].tool in ("hive_site", "hive_apiary")]
    assert {task.steps[0].tool for task in asked} == {"hive_site", "hive_apiary"}
    for task in asked:
        hive = task.steps[0].arguments["hive"]
        assert [solved(bundle, task.id, tool, hive) for tool in ("hive_site", "hive_apiary")] == [1, 1]
        assert solved(bundle, task.id, "hive_height", hive) == 0
        if task.steps[0].tool == "hive_apiary":
            assert isinstance(task.steps[0].golden_fact, CellFact)
            (height,) = (r["altitude"] for r in bundle.rows["Apiary"] if r["name"] == task.steps[0].answer)
            assert solved(bundle, task.id, "site_at", height) == 0


def test_tools_that_look_a_row_up_alike_refuse_alike() -> None:
    module = hives("", BY_NAME).level("base").module
    assert [error.name for error in module.errors if "Hive" in error.name] == ["NoHive"]


@pytest.mark.parametrize("keys", [BY_NAME, BY_CODE], ids=["key", "label"])
def test_such_a_pair_is_merged_where_the_author_wants_it(keys: dict[str, str]) -> None:
    bundle = hives(', integrate: "all"', keys)
    level = bundle.level("base")
    names = [tool.name for tool in level.module.tools]
    assert "hive_apiary" not in names
    merges = json.loads(bundle.files["report.json"])["stages"]
    assert any({"hive_site", "hive_apiary"} <= set(row["from"]) for row in merges if row["what"] == "equal")
    asked = [step for task in level.tasks.values() for step in task.steps if step.tool == "hive_site"]
    facts = [step.golden_fact for step in asked]
    assert {fact.entity for fact in facts if isinstance(fact, CellFact)} == {"Apiary", "Hive"}
