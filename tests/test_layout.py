"""The layout keeps its promises: links lead to their folders, imports go down, start-up stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PARTS = ("dsl", "compiler", "runtime", "trainer")
MODULES = [p for part in (*PARTS, "tests", "toolwright/cli") for p in sorted((ROOT / part).rglob("*.py"))]
HEAVY = {"torch", "transformers", "trl", "datasets", "accelerate", "matplotlib", "numpy", "rich"}
HEAVY |= {"anyio", "httpx2", "mcp", "prometheus_client", "starlette", "uvicorn"}


def absolute_imports(path: Path) -> Iterator[str]:
    """The names of modules that a file imports absolutely."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module or ""


@pytest.mark.parametrize("part", (*PARTS, "specs"))
def test_each_link_leads_to_its_folder(part: str) -> None:
    link = ROOT / "toolwright" / part
    assert link.is_symlink()
    assert not link.readlink().is_absolute()
    assert link.resolve() == (ROOT / part).resolve()


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_parts_are_imported_by_their_full_name_except_from_inside(path: Path) -> None:
    part = path.relative_to(ROOT).parts[0]
    for name in absolute_imports(path):
        assert name.split(".")[0] not in PARTS, f"{name}: write toolwright.{name}"
        assert name.split(".")[:2] != ["toolwright", part], f"{name}: write it relative"


def modules_after(code: str) -> set[str]:
    """The top-level packages that are loaded after *code* ran in a process of its own."""
    code += "\nimport sys\nprint('\\n'.join(sorted({n.partition('.')[0] for n in sys.modules})))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "code",
    [
        "import toolwright.cli",
        "from toolwright.cli import run; assert run(['check', 'specs/city_population']) == 0",
        "import toolwright.runtime, toolwright.compiler, toolwright.dsl",
        "import toolwright.trainer.rewards, toolwright.trainer.parsing",
    ],
)
def test_no_heavy_package_is_imported_without_need(code: str) -> None:
    assert not modules_after(code) & HEAVY


@pytest.mark.parametrize("code", ["import toolwright.cli.parse", "import toolwright.trainer, toolwright.runtime"])
def test_what_reads_texts_loads_no_bundles(code: str) -> None:
    assert "pydantic" not in modules_after(code)


def test_what_a_package_offers_is_no_module_of_that_name() -> None:
    code = """
import toolwright.runtime.score, toolwright.trainer.rollout, toolwright.trainer.evaluate.table
from toolwright.runtime import score
from toolwright.trainer import evaluate, rollout
assert [each.__name__ for each in (score, evaluate, rollout)] == ["score", "evaluate", "rollout"]
assert not any(type(each).__name__ == "module" for each in (score, evaluate, rollout))
"""
    assert "toolwright" in modules_after(code)


def test_bare_names_are_not_what_the_package_uses() -> None:
    """An editable install puts the repository on the path: `import dsl` works here and fails for users."""
    assert not modules_after("import toolwright.cli.build, toolwright.cli.verify") & set(PARTS)
