"""What a build promises of whole scenarios made at random: sizes, seeds, bytes, meaning, memory, and its Python."""

from __future__ import annotations

import random
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, assume, example, given, settings
from hypothesis import strategies as st

from toolwright.compiler import compile_program
from toolwright.compiler.lower import lower_module
from toolwright.compiler.workshop import Workshop
from toolwright.runtime import Bundle
from toolwright.runtime.python import module_source

from ..conftest import ROOT
from ..dsl.typed import programs
from ..runtime.test_emission import AUTHORS, LINES, OURS, ruff, written
from ..sizes import examples
from .build_promises import (
    a_cell_changes_the_id,
    another_seed_gives_another_level_of_the_same_size,
    files_that_hang_on_the_place,
    layout_and_comments_do_not_change_the_id,
    more_strength_makes_no_level_smaller,
    parameters_that_are_left_out_change_no_call,
)
from .scenarios import OPERATORS, Scenario, scenarios
from .sources import checked
from .test_promises import bundle
from .test_proving import Kept
from .test_words import WORDS

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


@unhurried(max_examples=examples(3))
@given(scenarios(), st.sampled_from(OPERATORS), st.integers(1, 3), st.integers(0, 9))
def test_sizes_hang_on_strength_and_not_on_the_seed_and_calls_on_neither(
    scenario: Scenario, operator: str, strength: int, seed: int
) -> None:
    made = built(scenario)
    more_strength_makes_no_level_smaller(made, operator, seed)
    another_seed_gives_another_level_of_the_same_size(made, seed)
    parameters_that_are_left_out_change_no_call(made, strength, seed)


# ------------------------------------------------------------------ bytes and meaning (31, 32, 34)


def test_hash_seeds_locales_zones_folders_and_workers_do_not_matter(tmp_path: Path) -> None:
    texts = [scenario.text.replace("scenario made", f"scenario made_{i}") for i, scenario in enumerate(some(2))]
    assert files_that_hang_on_the_place(texts, tmp_path) == set()


@unhurried(max_examples=examples(2))
@given(scenarios(), st.randoms(use_true_random=False))
def test_layout_and_comments_do_not_change_the_id_and_a_cell_does(scenario: Scenario, chance: random.Random) -> None:
    made = built(scenario)
    layout_and_comments_do_not_change_the_id(made, scenario.text)
    a_cell_changes_the_id(made, scenario.text, "data Town", chance.choice([row["name"] for row in made.rows["Town"]]))


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

    @settings(
        unhurried(max_examples=examples(12)), database=None, phases=[Phase.explicit, Phase.generate], derandomize=True
    )
    @example(WORDS)
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
