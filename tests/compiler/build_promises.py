"""What builds promise of sizes, seeds, bytes and ids: each function holds a scenario to it, or raises AssertionError.

`test_scenarios.py` holds scenarios made at random to them; `test_promises_broken.py` shows that each can fail.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from toolwright.compiler import compile_program, scale
from toolwright.dsl.formatting.formatter import format_source
from toolwright.dsl.source import Source
from toolwright.runtime import Bundle
from toolwright.runtime.ir import types
from toolwright.runtime.ir.tools import ToolModule
from toolwright.runtime.machine import Machine

from ..conftest import ROOT
from .seen import Seen
from .sources import bundle_of, checked
from .test_build import contents


def scaled(made: Bundle, operators: dict[str, int], seed: int) -> scale.ScaledLevel:
    """The base level of a bundle, scaled."""
    base = made.level()
    return scale.scale("x", operators, base.module, tuple(base.tasks.values()), made.rows, (), seed)


def size(module: ToolModule) -> tuple[int, int]:
    """Tools and their parameters, those counted one by one that `types` puts into one record."""
    return len(module.tools), sum(_parts(param.value) for tool in module.tools for param in tool.params)


def _parts(kind: types.Type) -> int:
    match kind:
        case types.RecordType(fields=fields):
            return sum(_parts(field.value) for field in fields)
        case types.ListType(item=item) | types.OptionalType(item=item):
            return _parts(item)
    return 1


def more_strength_makes_no_level_smaller(made: Bundle, operator: str, seed: int) -> None:
    """28: in tools and parameters, and in the tools that a task is offered."""
    levels = [scaled(made, {operator: strength}, seed) for strength in range(3)]
    for smaller, larger in pairwise(levels):
        assert all(a <= b for a, b in zip(size(smaller.module), size(larger.module), strict=True))
        for one, other in zip(smaller.tasks, larger.tasks, strict=True):
            assert len(one.tools) <= len(other.tools)


def another_seed_gives_another_level_of_the_same_size(made: Bundle, seed: int) -> None:
    """28: and the same seed the same level."""
    operators = {"toolset": 2, "functionality": 1, "parameters": 2}
    one, again, other = (scaled(made, operators, s) for s in (seed, seed, seed + 1))
    assert (one.module, one.tasks) == (again.module, again.tasks)
    assert [len(task.tools) for task in one.tasks] == [len(task.tools) for task in other.tasks]
    for level in (one, other):
        changes = [tool.added for tool in level.module.tools]
        assert all(sum(c.startswith("parameters") for c in added) <= 2 for added in changes)


def parameters_that_are_left_out_change_no_call(made: Bundle, strength: int, seed: int) -> None:
    """29: neither what a call shows nor its receipt."""
    level = scaled(made, {"parameters": strength}, seed)
    before, after = Machine(made.level().module, made.rows), Machine(level.module, made.rows)
    assert any(tool.added for tool in level.module.tools)
    for tool, arguments in Seen(made, seed).calls(made.environment()):
        text = json.dumps(arguments)
        one, other = before.call(before.world(), tool, text), after.call(after.world(), tool, text)
        assert (one.text, one.receipt) == (other.text, other.receipt), (tool, arguments)


PLACES = (
    ({"PYTHONHASHSEED": "1", "TZ": "Asia/Kathmandu", "LC_ALL": "C"}, "1"),
    ({"PYTHONHASHSEED": "77", "TZ": "America/Caracas", "LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "0"}, "2"),
)


def files_that_hang_on_the_place(texts: Sequence[str], folder: Path, *paths: Path) -> set[str]:
    """31: what differs between builds in two folders, hash seeds, zones, locales and numbers of workers: nothing.

    Modules are looked for in *paths* before those of this project.
    """
    found = []
    for number, (environment, jobs) in enumerate(PLACES):
        place = folder / f"place {number}"
        place.mkdir()
        for i, text in enumerate(texts):
            (place / f"made_{i}.tool").write_text(text, "utf-8")
        command = [sys.executable, "-m", "toolwright", "build", ".", "-o", "out", "--jobs", jobs, "--no-cache"]
        python_path = os.pathsep.join(map(str, (*paths, ROOT)))
        variables = {**os.environ, "PYTHONPATH": python_path, **environment}
        done = subprocess.run(command, cwd=place, env=variables, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        found.append(contents(place / "out"))
    one, other = found
    assert sum(path.endswith("manifest.json") for path in one) == len(texts)
    return {path for path in one.keys() | other.keys() if one.get(path) != other.get(path)}


def layout_and_comments_do_not_change_the_id(made: Bundle, text: str) -> None:
    """32, where nothing changes that *text* means."""
    noisy = text.replace("\n", "\n# A remark.\n\n").replace(" { ", "\n{\n")
    assert bundle_of(noisy).id == made.id
    assert bundle_of(format_source(Source("spec.tool", noisy)).text).id == made.id


def a_cell_changes_the_id(made: Bundle, text: str, data: str, cell: str) -> None:
    """32: in the line, or table, of *text* that begins with *data*."""
    table = data + text.partition(data)[2].partition("}")[0]
    assert f'"{cell}"' in table
    changed = compile_program(checked(text.replace(table, table.replace(f'"{cell}"', '"Zzz"')))).files
    assert changed is None or json.loads(changed["manifest.json"])["id"] != made.id
