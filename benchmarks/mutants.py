"""How many small mistakes in the two meanings of the intermediate form the tests catch.

python benchmarks/mutants.py runtime/reference/*.py [--every 3] [--jobs 2] [--tests "tests/runtime/test_reference.py"]

Each mutant is one change of one place: a comparison turned or moved by one, a sign, `and` for `or`, a condition
negated, a constant beside its value, a statement left out. It runs against the tests in a copy of the repository and a
process of its own; what no test notices is printed with its place.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from typing import TypeAlias

ROOT = Path(__file__).resolve().parent.parent
TESTS = (
    "tests/runtime/test_reference.py tests/runtime/test_values.py tests/compiler/test_language.py "
    "tests/compiler/test_maps.py tests/compiler/test_lower.py tests/runtime/test_generated.py "
    "tests/runtime/test_world.py"
)
SLOW = "not golden_calls and not random_calls and not on_their_own and not costs_no_copy"
"""Tests that build whole scenarios, and one that measures, are left out."""

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
SIGNS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
}


@dataclass(frozen=True)
class Mutant:
    """A file with one change."""

    path: str
    line: int
    change: str
    text: str


def mutants(path: str, text: str) -> Iterator[Mutant]:
    """Every mutant of a file, in the order of its places."""
    tree = ast.parse(text)
    silent = _silent(tree)
    lines = text.encode().splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    data = text.encode()
    for parent in ast.walk(tree):
        if id(parent) in silent:
            continue
        for node, new in _changed(parent):
            begin = starts[node.lineno - 1] + node.col_offset
            end = starts[(node.end_lineno or 1) - 1] + (node.end_col_offset or 0)
            made = ast.unparse(new) if isinstance(new, ast.stmt) else f"({ast.unparse(new)})"
            changed = (data[:begin] + made.encode() + data[end:]).decode()
            if _compiles(changed):
                first = data[begin:end].decode().splitlines()[0]
                yield Mutant(path, node.lineno, f"{first[:60]} -> {made[:60]}", changed)


def _silent(tree: ast.Module) -> set[int]:
    """Nodes without meaning: annotations, texts of exceptions, what stands in a `__repr__` or under TYPE_CHECKING."""
    found: set[int] = set()
    for node in ast.walk(tree):
        quiet: list[ast.AST | None] = []
        match node:
            case ast.AnnAssign() | ast.arg():
                quiet = [node.annotation]
            case ast.FunctionDef(name="__repr__") | ast.ImportFrom() | ast.Import():
                quiet = [node]
            case ast.FunctionDef():
                quiet = [node.returns, *node.decorator_list]
            case ast.ClassDef():
                quiet = [*node.decorator_list]
            case ast.Raise():
                quiet = [node.exc, node.cause]
        for part in filter(None, quiet):
            found.update(map(id, ast.walk(part)))
    return found


Place: TypeAlias = ast.stmt | ast.expr


def _changed(node: ast.AST) -> Iterator[tuple[Place, Place]]:
    """What may stand in the place of *node* or of its condition: (what is there, what comes there)."""
    match node:
        case ast.Compare(ops=ops):
            for i, op in enumerate(ops):
                for other in COMPARISONS[type(op)]:
                    new = copy.deepcopy(node)
                    new.ops[i] = other()
                    yield node, new
        case ast.BoolOp():
            yield node, ast.BoolOp(op=ast.Or() if isinstance(node.op, ast.And) else ast.And(), values=node.values)
        case ast.BinOp(op=op) if type(op) in SIGNS:
            yield node, ast.BinOp(left=node.left, op=SIGNS[type(op)](), right=node.right)
        case ast.UnaryOp(op=ast.USub() | ast.Not(), operand=operand):
            yield node, operand
        case ast.Constant(value=bool() as value):
            yield node, ast.Constant(value=not value)
        case ast.Constant(value=int() as value):
            yield node, ast.Constant(value=value + 1)
            if value:
                yield node, ast.Constant(value=value - 1)
        case ast.If(test=test) | ast.IfExp(test=test):
            yield from _negated(test)
        case ast.comprehension(ifs=ifs):
            for test in ifs:
                yield from _negated(test)
        case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()) | ast.AugAssign() | ast.Raise() | ast.Delete():
            yield node, ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield node, ast.Pass()


def _negated(test: ast.expr) -> Iterator[tuple[Place, Place]]:
    if not isinstance(test, ast.Compare | ast.UnaryOp):  # those are turned as they are
        yield test, ast.UnaryOp(op=ast.Not(), operand=test)


def _compiles(text: str) -> bool:
    try:
        compile(text, "mutant", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


class Workshop:
    """A copy of the repository in which one mutant at a time is tried."""

    def __init__(self, folder: Path, tests: list[str]) -> None:
        """Copy the repository into *folder*."""
        ignored = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", "node_modules")
        shutil.copytree(ROOT, folder, symlinks=True, ignore=ignored)
        self._folder = folder
        self._run = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-k", SLOW, *tests]

    def caught(self, mutant: Mutant, seconds: float) -> bool:
        """Whether some test fails, or takes longer than *seconds*."""
        place = self._folder / mutant.path
        good = place.read_text("utf-8")
        place.write_text(mutant.text, "utf-8")
        try:
            return not self.passes(seconds)
        finally:
            place.write_text(good, "utf-8")

    def passes(self, seconds: float) -> bool:
        """Whether the tests pass in time."""
        for cache in self._folder.glob("runtime/**/__pycache__"):
            shutil.rmtree(cache)  # a mutant of the same size and second would pass for the last one
        environment = {**os.environ, "PYTHONPATH": str(self._folder), "HYPOTHESIS_PROFILE": "glance"}
        process = subprocess.Popen(
            ["nice", "-n", "5", *self._run],
            cwd=self._folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            return process.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.wait()
            return False


def main() -> None:
    """Try all mutants of the files that are named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--every", type=int, default=1, help="take only every n-th mutant")
    parser.add_argument("--start", type=int, default=0, help="of those, begin with this one")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--tests", default=TESTS, help="what to run, as pytest takes it")
    options = parser.parse_args()
    tests = [test for test in options.tests.split() if (ROOT / test.partition("::")[0]).exists()]
    files = [Path(name).resolve().relative_to(ROOT).as_posix() for name in options.files]
    found = [m for path in files for m in mutants(path, (ROOT / path).read_text("utf-8"))]
    chosen = found[options.start :: options.every]
    with tempfile.TemporaryDirectory() as folder:
        shops: Queue[Workshop] = Queue()
        for number in range(options.jobs):
            shops.put(Workshop(Path(folder) / str(number), tests))
        shop = shops.get()
        started = time.monotonic()
        if not shop.passes(600):
            sys.exit("the tests fail without any mutant")
        limit = 4 * (time.monotonic() - started) + 30
        shops.put(shop)
        print(f"{len(chosen)} of {len(found)} mutants in {len(files)} files, at most {limit:.0f} s each", flush=True)

        def tried(mutant: Mutant) -> bool:
            shop = shops.get()
            try:
                caught = shop.caught(mutant, limit)
            finally:
                shops.put(shop)
            if not caught:
                print(f"survived  {mutant.path}:{mutant.line}  {mutant.change}", flush=True)
            return caught

        with ThreadPoolExecutor(options.jobs) as pool:
            results = list(pool.map(tried, chosen))
    for path in files:
        own = [caught for mutant, caught in zip(chosen, results, strict=True) if mutant.path == path]
        if own:
            print(f"{path}: {sum(own)} of {len(own)} caught")
    print(f"{sum(results)} of {len(results)} caught, {100 * sum(results) / max(1, len(results)):.1f} %")


if __name__ == "__main__":
    main()
