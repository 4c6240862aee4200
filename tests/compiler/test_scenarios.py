"""What a build promises of whole scenarios made at random: sizes, seeds, bytes, meaning, memory, and its Python."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from toolwright.compiler import compile_program
from toolwright.compiler.lower import lower_module
from toolwright.compiler.scale import scale
from toolwright.compiler.workshop import Workshop
from toolwright.dsl.formatting.formatter import format_source
from toolwright.dsl.source import Source
from toolwright.runtime import Bundle
from toolwright.runtime.ir.tools import ToolModule
from toolwright.runtime.machine import Machine
from toolwright.runtime.python import module_source

from ..conftest import ROOT
from ..dsl.typed import programs
from ..runtime.test_emission import AUTHORS, LINES, OURS, ruff, written
from ..sizes import examples
from .promises import Seen
from .scenarios import OPERATORS, Scenario, scenarios
from .sources import bundle_of, checked
from .test_build import contents
from .test_promises import bundle
from .test_proving import Kept

unhurried = partial(settings, deadline=None, suppress_health_check=list(HealthCheck))


def built(scenario: Scenario) -> Bundle:
    """The bundle of a scenario; those that do not compile are passed over."""
    found = bundle(scenario.text)
    assume(found is not None)
    assert found is not None
    return found


def some(count: int) -> list[Scenario]:
    """*count* scenarios that compile, for what is asked of all of them together."""
    found: list[Scenario] = []

    @settings(unhurried(max_examples=count + 2), database=None, phases=[Phase.generate], derandomize=True)
    @given(scenarios())
    def collect(scenario: Scenario) -> None:
        if bundle(scenario.text) is not None:
            found.append(scenario)

    collect()
    assert len(found) >= count
    return found[:count]


# ------------------------------------------------------------------ sizes and seeds (28, 29)


def size(module: ToolModule) -> tuple[int, int]:
    """Tools and their parameters."""
    return len(module.tools), sum(len(tool.params) for tool in module.tools)


@unhurried(max_examples=examples(3))
@given(scenarios(), st.sampled_from(OPERATORS), st.integers(0, 9))
def test_more_strength_makes_no_level_smaller(scenario: Scenario, operator: str, seed: int) -> None:
    base = built(scenario).level()
    rows, tasks = built(scenario).rows, tuple(base.tasks.values())
    made = [scale("x", {operator: n}, base.module, tasks, rows, (), seed) for n in range(3)]
    for smaller, larger in pairwise(made):
        assert all(a <= b for a, b in zip(size(smaller.module), size(larger.module), strict=True))
        for one, other in zip(smaller.tasks, larger.tasks, strict=True):
            assert len(one.tools) <= len(other.tools)


@unhurried(max_examples=examples(3))
@given(scenarios(), st.integers(0, 9))
def test_another_seed_gives_another_level_of_the_same_size(scenario: Scenario, seed: int) -> None:
    base = built(scenario).level()
    rows, tasks = built(scenario).rows, tuple(base.tasks.values())
    operators = {"toolset": 2, "functionality": 1, "parameters": 2}
    one, again, other = (scale("x", operators, base.module, tasks, rows, (), s) for s in (seed, seed, seed + 1))
    assert (one.module, one.tasks) == (again.module, again.tasks)
    assert [len(task.tools) for task in one.tasks] == [len(task.tools) for task in other.tasks]
    for level in (one, other):
        changes = [tool.added for tool in level.module.tools]
        assert all(sum(c.startswith("parameters") for c in made) <= 2 for made in changes)


@unhurried(max_examples=examples(3))
@given(scenarios(), st.integers(1, 3), st.integers(0, 9))
def test_parameters_that_are_left_out_change_no_call(scenario: Scenario, strength: int, seed: int) -> None:
    base = built(scenario).level()
    made = scale("x", {"parameters": strength}, base.module, tuple(base.tasks.values()), built(scenario).rows, (), seed)
    before, after = Machine(base.module, built(scenario).rows), Machine(made.module, built(scenario).rows)
    assert any(tool.added for tool in made.module.tools)
    seen = Seen(built(scenario), seed)
    for tool, arguments in seen.calls(built(scenario).environment()):
        text = json.dumps(arguments)
        one, other = before.call(before.world(), tool, text), after.call(after.world(), tool, text)
        assert (one.text, one.receipt) == (other.text, other.receipt), (tool, arguments)


# ------------------------------------------------------------------ bytes and meaning (31, 32, 34)

PLACES = (
    ({"PYTHONHASHSEED": "1", "TZ": "Asia/Kathmandu", "LC_ALL": "C"}, "1"),
    ({"PYTHONHASHSEED": "77", "TZ": "America/Caracas", "LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "0"}, "2"),
)


def test_hash_seeds_locales_zones_folders_and_workers_do_not_matter(tmp_path: Path) -> None:
    texts = [scenario.text.replace("scenario made", f"scenario made_{i}") for i, scenario in enumerate(some(2))]
    made = []
    for number, (environment, jobs) in enumerate(PLACES):
        folder = tmp_path / f"place {number}"
        folder.mkdir()
        for i, text in enumerate(texts):
            (folder / f"made_{i}.tool").write_text(text, "utf-8")
        command = [sys.executable, "-m", "toolwright", "build", ".", "-o", "out", "--jobs", jobs, "--no-cache"]
        variables = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
        done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        made.append(contents(folder / "out"))
    assert sum(path.endswith("manifest.json") for path in made[0]) == len(texts)
    assert made[0] == made[1]


@unhurried(max_examples=examples(2))
@given(scenarios(), st.randoms(use_true_random=False))
def test_layout_and_comments_do_not_change_the_id_and_a_cell_does(scenario: Scenario, chance: random.Random) -> None:
    made = built(scenario)
    noisy = scenario.text.replace("\n", "\n# A remark.\n\n").replace(" { ", "\n{\n")
    assert bundle_of(noisy).id == made.id
    assert bundle_of(format_source(Source("spec.tool", noisy)).text).id == made.id
    town = next(line for line in scenario.text.splitlines() if line.startswith("data Town"))
    name = chance.choice([row["name"] for row in made.rows["Town"]])
    changed = scenario.text.replace(town, town.replace(f'"{name}"', '"Zzz"'))
    other = compile_program(checked(changed)).files
    assert other is None or json.loads(other["manifest.json"])["id"] != made.id


@unhurried(max_examples=examples(2))
@given(scenarios())
def test_what_is_remembered_changes_nothing(scenario: Scenario) -> None:
    made, memo = built(scenario), Kept()
    cold, warm = (compile_program(checked(scenario.text), workshop=Workshop(memo=memo)) for _ in range(2))
    assert cold.files == warm.files
    assert warm.proofs[1] == warm.proofs[0] > 0
    assert warm.files is not None
    assert {path: data for path, data in warm.files.items() if path != "manifest.json"} == dict(made.files)


# ------------------------------------------------------------------ the Python of all levels (19, 36)


def generated() -> list[str]:
    """`tools.py` of every level of some scenarios, and the Python of some programs of the language."""
    texts = [
        data.decode()
        for scenario in some(examples(3))
        if (made := bundle(scenario.text)) is not None
        for path, data in made.files.items()
        if path.endswith("tools.py")
    ]

    @settings(unhurried(max_examples=examples(12)), database=None, phases=[Phase.generate], derandomize=True)
    @given(programs().map(lambda made: made.text))
    def collect(text: str) -> None:
        program = checked(text)
        texts.append(module_source(lower_module(program, list(program.tools), []), "Tools."))

    collect()
    return texts


@pytest.mark.slow
def test_generated_python_imports_alone_and_passes_formatter_linter_and_type_checker(tmp_path: Path) -> None:
    texts = generated()
    folder = written(tmp_path / "generated", texts)
    assert ruff("format", "--diff", folder) == ""
    assert ruff("check", "--select", LINES, "--ignore", f"{OURS},{AUTHORS}", folder) == ""
    load = (
        "import importlib.util, sys, pathlib\n"
        "known = sys.stdlib_module_names | {name.partition('.')[0] for name in sys.modules}\n"
        "for path in sorted(pathlib.Path(sys.argv[1]).glob('*.py')):\n"
        "    spec = importlib.util.spec_from_file_location(path.stem, path)\n"
        "    module = importlib.util.module_from_spec(spec)\n"
        "    sys.modules[path.stem] = module\n"
        "    spec.loader.exec_module(module)\n"
        "strange = {name.partition('.')[0] for name in sys.modules} - known\n"
        "print(sorted(n for n in strange if not n.startswith(('tools_', '__'))))\n"
    )
    run = [sys.executable, "-I", "-W", "error", "-c", load, folder]
    done = subprocess.run(run, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() == "[]"
    typed = [sys.executable, "-m", "mypy", "--strict", "--no-warn-return-any", "--config-file=", folder]
    done = subprocess.run(
        [*typed, "--cache-dir", str(tmp_path / "cache")],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT / "tests",
    )
    assert done.returncode == 0, done.stdout
