"""What the compiler writes: the same bytes everywhere, readable Python, tasks that can be solved."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from toolwright.compiler import compile_program, play, write_folder, write_zip
from toolwright.dsl.checking.setting_tables import BLOCKS
from toolwright.runtime import Bundle, RewardSettings
from toolwright.runtime.documents import document
from toolwright.runtime.python.prelude import World

from ..conftest import ROOT, SPECS, Built
from .sources import bundle_of

SMALL = "city_population"


def contents(folder: Path) -> dict[str, bytes]:
    """A folder's files by path."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def build(out: Path, *options: str, cwd: Path = ROOT, spec: str | Path = ROOT / "specs" / SMALL, **env: str) -> None:
    """`toolwright build` in a process of its own, which takes nothing from the cache."""
    command = [sys.executable, "-m", "toolwright", "build", str(spec), "-o", str(out), "--no-cache", *options]
    done = subprocess.run(command, cwd=cwd, env={**os.environ, **env}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# ------------------------------------------------------------------ the same bytes


def test_a_second_build_gives_the_same_bytes(built: Built) -> None:
    for name in (SMALL, "shop_orders"):
        assert compile_program(built.program(name)).files == contents(built.folder(name))


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Kathmandu", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/Caracas", "LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "0"},
    ],
    ids=["one", "two"],
)
def test_hash_seed_time_zone_locale_and_folder_do_not_matter(env: dict[str, str], built: Built, tmp_path: Path) -> None:
    build(tmp_path / "out", cwd=tmp_path, **env)
    assert contents(tmp_path / "out" / SMALL) == contents(built.folder(SMALL))


def test_a_spec_named_by_a_relative_path_gives_the_same_bundle(built: Built, tmp_path: Path) -> None:
    build(tmp_path / "out", cwd=ROOT / "specs" / SMALL, spec=f"{SMALL}.tool")
    assert contents(tmp_path / "out" / SMALL) == contents(built.folder(SMALL))


@pytest.mark.slow
def test_jobs_do_not_matter(built: Built, tmp_path: Path) -> None:
    folder = tmp_path / "specs"
    for name in (SMALL, "shop_orders"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).symlink_to(ROOT / "specs" / name)
    names = [str(folder / name / f"{name}.tool") for name in (SMALL, "shop_orders")]
    command = [
        sys.executable,
        "-m",
        "toolwright",
        "build",
        *names,
        "-o",
        str(tmp_path / "out"),
        "--jobs",
        "2",
        "--zip",
        "--no-cache",
    ]
    subprocess.run(command, check=True, capture_output=True)
    for name in (SMALL, "shop_orders"):
        write_zip(contents(built.folder(name)), tmp_path / "again.zip")
        assert (tmp_path / "out" / f"{name}.zip").read_bytes() == (tmp_path / "again.zip").read_bytes()


def test_a_folder_is_replaced_as_a_whole(tmp_path: Path) -> None:
    write_folder({"manifest.json": b"{}", "a": b"1", "b/c": b"2"}, tmp_path / "x")
    write_folder({"a": b"3"}, tmp_path / "x")
    assert contents(tmp_path / "x") == {"a": b"3"}
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


# ------------------------------------------------------------------ what is in a bundle


@pytest.mark.parametrize("name", SPECS)
def test_the_files_of_a_bundle(name: str, built: Built) -> None:
    bundle = built[name]
    levels = {
        f"levels/{v}/{f}"
        for v in bundle.level_names
        for f in (
            "tools.json",
            "tools.md",
            "tools.ir.json",
            "tools.py",
            "samples.json",
            "tasks.jsonl",
            "tools.map.jsonl",
        )
    }
    data = {f"data/{entity}.jsonl" for entity in bundle.manifest.keys}
    externs = {f"extern/{extern.name}.py" for extern in bundle.level().module.externs}
    assert set(bundle.files) == levels | data | externs | {"report.json", "README.md"}
    for path, content in bundle.files.items():
        text = content.decode("utf-8")
        assert "\r" not in text
        assert text.endswith("\n") or (not text and path.startswith("data/"))
        if path.endswith(".json"):
            assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, indent=2) + "\n"
        if path.endswith(".jsonl"):
            assert all(
                line == json.dumps(json.loads(line), ensure_ascii=False, sort_keys=True) for line in text.splitlines()
            )


@pytest.mark.parametrize("name", SPECS)
def test_rows_stand_in_key_order_and_load_on_their_own(name: str, built: Built) -> None:
    world = World.load(built.folder(name))
    for entity, keys in built[name].manifest.keys.items():
        rows = built[name].rows[entity]
        found = [tuple(row[k] for k in keys) for row in rows]
        assert found == sorted(found)
        assert len(world._tables[entity]) == len(rows) == len(set(found))


@pytest.mark.parametrize("name", SPECS)
def test_the_python_is_documented_and_needs_the_standard_library_only(name: str, built: Built) -> None:
    bundle = built[name]
    for level in bundle.level_names:
        tree = ast.parse(bundle.files[f"levels/{level}/tools.py"])
        assert ast.get_docstring(tree)
        functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        for tool in bundle.level(level).module.tools:
            doc = ast.get_docstring(functions[tool.name])
            assert doc is not None
            assert doc.split()[:3] == tool.doc.split()[:3]
            assert all(re.search(rf"^    {p.name}_?:", doc, re.MULTILINE) for p in tool.params)
            assert all(error in doc for error in tool.fails)
        imported = {
            (alias.name if isinstance(node, ast.Import) else node.module or "").partition(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        assert imported <= sys.stdlib_module_names
        calls = {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
        assert not calls & {"eval", "exec", "open", "__import__", "compile", "getattr"} - {"getattr"}


@pytest.mark.parametrize("name", SPECS)
def test_documents_say_what_the_tools_take(name: str, built: Built) -> None:
    bundle = built[name]
    for level in bundle.level_names:
        documents = json.loads(bundle.files[f"levels/{level}/tools.json"])
        assert documents == [document(tool) for tool in bundle.level(level).module.tools]
        page = bundle.files[f"levels/{level}/tools.md"].decode()
        for entry in documents:
            assert entry["function"]["name"] in page
            assert set(entry["function"]["parameters"]["required"]) <= set(
                entry["function"]["parameters"]["properties"]
            )


# ------------------------------------------------------------------ tasks


@pytest.mark.parametrize("name", SPECS)
def test_the_golden_plan_earns_the_maximum_on_every_task_at_every_level(name: str, built: Built) -> None:
    bundle = built[name]
    for level in bundle.level_names:
        environment = bundle.environment(level)
        for task in environment.tasks.values():
            found = play(environment, task, task.steps)
            assert (found.solved, found.calls, found.f1, found.reward) == (
                len(task.steps),
                len(task.steps),
                1.0,
                1.0,
            ), task.id
            assert found.answer_correct
            assert found.goal_reached is not False


@pytest.mark.parametrize("name", SPECS)
def test_a_scaled_level_asks_the_same_and_offers_more(name: str, built: Built) -> None:
    bundle: Bundle = built[name]
    base, scaled = bundle.level("base"), bundle.level("scaled")
    assert list(base.tasks) == list(scaled.tasks)
    for one, other in zip(base.tasks.values(), scaled.tasks.values(), strict=True):
        assert one.model_copy(update={"tools": ()}) == other.model_copy(update={"tools": ()})
        assert set(one.tools) < set(other.tools)
        assert {step.tool for step in one.steps} <= set(one.tools)


@pytest.mark.parametrize("name", SPECS)
def test_sub_answers_are_what_the_golden_calls_show(name: str, built: Built) -> None:
    bundle = built[name]
    for task in list(bundle.level().tasks.values())[::20]:
        episode = bundle.environment().reset(task.id)
        for step in task.steps:
            shown = json.loads(episode.call(step.tool, step.arguments))
            values = list(shown.values()) if isinstance(shown, dict) else [shown]
            assert step.answer in values


def test_the_table_of_reward_settings_says_what_bundles_hold() -> None:
    defaults = RewardSettings().model_dump()
    assert {name: float(row.default) for name, row in BLOCKS["reward"].items()} == defaults


# ------------------------------------------------------------------ the id

TINY = """
edition 1
scenario tiny {title: "Two cities", domain: geography, version: "1.0.0", license: "MIT", policy: "Be brief."}
entity City key name {"A city." name: str "Name", people: int "Inhabitants",}
data City {
  | name | people |
  | "Turin" | 848885 |
  | "Porto" | 231800 |
}
task one {
  each c in City
  ask $"How many people live in {c.name}?"
  step n = derive first([x for x in City if x.name == c.name]).people asks $"How many people live in {c.name}?"
  answer n
}
reward {max_turns: 8}
"""


@cache
def id_of(text: str) -> str:
    return bundle_of(text).id


MEANT = {
    "name": ("scenario tiny", "scenario teeny"),
    "title": ("Two cities", "Both cities"),
    "domain": ("geography", "places"),
    "version": ("1.0.0", "1.0.1"),
    "license": ("MIT", "CC0-1.0"),
    "policy": ("Be brief.", "Be kind."),
    "no policy": (', policy: "Be brief."', ""),
    "cell": ("231800", "231801"),
    "row": ('"Porto" | 231800 |', '"Porto" | 231800 |\n  | "Nice" | 342669 |'),
    "question": ("ask $", 'ask $"Tell me: how many are in {c.name}?" #'),
    "level": ("reward", "scale {seed 1 level more {types: 1}} reward"),
    **{
        setting: ("max_turns: 8", f"max_turns: 8, {setting}: {float(row.default) / 2 - 0.01:.2f}")
        for setting, row in BLOCKS["reward"].items()
        if setting != "max_turns"
    },
    "max_turns": ("max_turns: 8", "max_turns: 9"),
}


@pytest.mark.parametrize("part", MEANT)
def test_the_id_hangs_on_all_that_means_something(part: str) -> None:
    old, new = MEANT[part]
    assert old in TINY
    assert id_of(TINY.replace(old, new, 1)) != id_of(TINY)


@pytest.mark.parametrize(
    ("old", "new"),
    [("\n", "\n# A comment.\n"), (" ", "  "), ("max_turns: 8", "max_turns: 8, empty: -0.5"), ("848885", "848_885")],
    ids=["comment", "layout", "default", "writing"],
)
def test_the_id_does_not_hang_on_how_it_is_said(old: str, new: str) -> None:
    assert id_of(TINY.replace(old, new, 1)) == id_of(TINY)
