"""How many small mistakes in the two meanings of the intermediate form the tests catch.

python -m benchmarks.mutants runtime/python/*.py [--sample 200] [--jobs 2] [--tests "tests/runtime/test_values.py"]

Each mutant is one change of one place: a comparison turned or moved by one, a sign, `and` for `or`, a condition
negated, a constant beside its value, a statement left out. It stands in a copy of the repository, where tests run
against it in a fork (`forked.py`), those first that take the least; what no test notices is printed with its place.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from typing import TypeAlias

from .forked import Result, Runner

ROOT = Path(__file__).resolve().parent.parent
QUICK = (
    "tests/runtime/test_printing.py tests/runtime/test_docstrings.py tests/runtime/test_printed_modules.py "
    "tests/runtime/test_world.py tests/runtime/test_evaluator.py tests/runtime/test_values.py "
    "tests/compiler/test_lower.py"
)
"""Examples: they take two seconds and catch most."""
TESTS = (
    f"{QUICK} tests/runtime/test_where.py tests/runtime/test_generated.py tests/runtime/test_reference.py "
    "tests/compiler/test_maps.py tests/compiler/test_language.py tests/runtime/test_layout.py "
    "tests/runtime/test_emission.py"
)
SLOW = (
    *("golden_calls", "random_calls", "on_their_own", "costs_no_copy", "own_world_only", "shipped", "prelude_is"),
    *("survives_its_json", "anything_at_all", "calls_of_python", "do_not_touch_each_other"),
)
"""Tests that build whole scenarios, one that measures, and properties that say less about one call than others do."""

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
        self._runner = Runner(folder, [*tests, "-k", " and ".join(f"not {name}" for name in SLOW)])

    def tried(self, mutant: Mutant, seconds: float) -> Result:
        """The result of the tests beside a mutant, in at most so many seconds of processor time."""
        place = self._folder / mutant.path
        good, times = place.read_text("utf-8"), place.stat()
        place.write_text(mutant.text, "utf-8")
        try:
            return self._runner.run([module_name(mutant.path)], seconds)
        finally:
            place.write_text(good, "utf-8")
            os.utime(place, ns=(times.st_atime_ns, times.st_mtime_ns))

    def untouched(self, paths: list[str]) -> Result:
        """The result of the tests without any mutant, with the files imported anew."""
        return self._runner.run(list(map(module_name, paths)), 600)

    def close(self) -> None:
        """End its processes."""
        self._runner.close()


def module_name(path: str) -> str:
    """The name by which a file of one of the top folders is imported."""
    return f"toolwright.{path.removesuffix('.py').removesuffix('/__init__').replace('/', '.')}"


def main() -> None:
    """Try mutants of the files that are named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--sample", type=int, help="take so many mutants, drawn by --seed, not all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--line", type=int, help="only mutants of this line")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--verbose", action="store_true", help="print what is caught, too, with the test that does")
    parser.add_argument("--quick", action="store_const", dest="tests", const=QUICK, help="run examples only")
    parser.add_argument("--tests", help="what to run, as pytest takes it")
    parser.set_defaults(tests=TESTS)
    options = parser.parse_args()
    files = [Path(name).resolve().relative_to(ROOT).as_posix() for name in options.files]
    found = [m for path in files for m in mutants(path, (ROOT / path).read_text("utf-8"))]
    chosen = [m for m in found if options.line in (None, m.line)]
    if options.sample is not None and options.sample < len(chosen):
        picked = random.Random(options.seed).sample(range(len(chosen)), options.sample)
        chosen = [chosen[number] for number in sorted(picked)]
    with tempfile.TemporaryDirectory() as folder:
        shops: Queue[Workshop] = Queue()
        made = [Workshop(Path(folder) / str(number), options.tests.split()) for number in range(options.jobs)]
        first = made[0].untouched(files)
        if not first.passed:
            sys.exit(f"the tests fail without any mutant: {first.by}")
        limit = 3 * first.seconds + 10
        for shop in made:
            shops.put(shop)
        print(f"{len(chosen)} of {len(found)} mutants in {len(files)} files, {first.seconds} s if no test fails")

        def caught(mutant: Mutant) -> bool:
            shop = shops.get()
            try:
                result = shop.tried(mutant, limit)
            finally:
                shops.put(shop)
            place = f"{mutant.path}:{mutant.line}  {mutant.change}"
            if result.passed:
                print(f"survived  {place}", flush=True)
            elif options.verbose:
                print(f"caught  {place}  {result.seconds} s  {result.by}", flush=True)
            return not result.passed

        with ThreadPoolExecutor(options.jobs) as pool:
            results = list(pool.map(caught, chosen))
        for shop in made:
            shop.close()
    for path in files:
        own = [caught for mutant, caught in zip(chosen, results, strict=True) if mutant.path == path]
        if own:
            print(f"{path}: {sum(own)} of {len(own)} caught")
    print(f"{sum(results)} of {len(results)} caught, {100 * sum(results) / max(1, len(results)):.1f} %")


if __name__ == "__main__":
    main()
