"""The rungs of the ladder: each is built, none is smaller than the one below it, and a seed settles all of it."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import pairwise

import pytest

from toolwright.cli.disk import Disk
from toolwright.compiler import compile_program
from toolwright.compiler.report import words_and_marks
from toolwright.compiler.scale import ScaledLevel, scale
from toolwright.dsl.check import check
from toolwright.dsl.checking.ladder import RUNGS
from toolwright.runtime import Bundle
from toolwright.runtime.documents import document

from ...conftest import ROOT, Built


def rung(bundle: Bundle, name: str, seed: int = 7) -> ScaledLevel:
    """One rung over the base level of a bundle."""
    base = bundle.level()
    return scale(name, RUNGS[name].operators, base.module, tuple(base.tasks.values()), bundle.rows, (), seed)


def size(level: ScaledLevel) -> tuple[int, int, int]:
    """Tools, parameters and words of documents."""
    tools = level.module.tools
    words = sum(words_and_marks(json.dumps(document(tool))) for tool in tools)
    return len(tools), sum(len(tool.params) for tool in tools), words


@cache
def sizes(name: str, built: Built) -> list[tuple[int, int, int]]:
    """The sizes of all rungs over a shipped scenario."""
    return [size(rung(built[name], each)) for each in RUNGS]


@pytest.mark.parametrize("name", ["city_population", "author_currency"])
def test_every_rung_is_larger_than_the_one_below_it(name: str, built: Built) -> None:
    for lower, upper in pairwise(sizes(name, built)):
        assert all(a <= b for a, b in zip(lower, upper, strict=True)), (lower, upper)
        assert lower[2] < upper[2]


def test_the_seed_settles_a_level_and_another_one_gives_another_of_about_that_size(built: Built) -> None:
    bundle = built["city_population"]
    one, again, other = rung(bundle, "medium"), rung(bundle, "medium"), rung(bundle, "medium", seed=8)
    assert (one.module, one.tasks, one.witnesses) == (again.module, again.tasks, again.witnesses)
    assert one.module != other.module
    assert [len(task.tools) for task in one.tasks] == [len(task.tools) for task in other.tasks]


class Laddered(Disk):
    """The files of this machine; the scenario asks for the whole ladder."""

    def read(self, path: str) -> bytes:
        data = super().read(path)
        if not path.endswith("city_population.tool"):
            return data
        text, found = re.subn(r"(?s)\nscale \{.*?\n\}\n", "\nscale { level easy .. level expert }\n", data.decode())
        assert found == 1
        return text.encode()


def test_a_scenario_with_the_whole_ladder_is_built_and_proved() -> None:
    checked = check((ROOT / "specs/city_population/city_population.tool").as_posix(), Laddered())
    assert checked.program is not None, [d.message for d in checked.diagnostics]
    found = compile_program(checked.program)
    assert found.files is not None, [(d.message, d.notes) for d in found.diagnostics]
    manifest = json.loads(found.files["manifest.json"])
    assert [level["name"] for level in manifest["levels"]] == ["base", *RUNGS]
    levels = json.loads(found.files["report.json"])["levels"]
    for name, rung_ in RUNGS.items():
        more = levels[name]["tools"]["offered_per_task"] - levels["base"]["tools"]["offered_per_task"]
        assert more == rung_.operators["toolset"] == levels[name]["scaling"]["toolset"]["per_task"]["most"]
        assert levels[name]["scaling"]["parameters"]["per_tool"]["most"] <= rung_.operators["parameters"]
