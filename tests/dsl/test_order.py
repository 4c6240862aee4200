"""The order of declarations and of imports changes neither what a program means nor what is wrong with it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from toolwright.dsl.check import Checked, check
from toolwright.dsl.diagnostics import Severity
from toolwright.dsl.program import Program
from toolwright.dsl.source import Source, Span
from toolwright.dsl.syntax import nodes
from toolwright.dsl.syntax.parse import parse
from toolwright.dsl.syntax.walk import walk

from . import corpus

ROOT = Path(__file__).parent.parent.parent
GOOD = sorted([*(ROOT / "tests/dsl/good_specs").rglob("*.tool"), *(ROOT / "specs").rglob("*.tool")])


class Shuffled:
    """The files of this machine with the declarations of every .tool file in another order."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def read(self, path: str) -> bytes:
        data = Path(path).read_bytes()
        return shuffled(data.decode(), self.rng).encode() if path.endswith(".tool") else data


def shuffled(text: str, rng: random.Random) -> str:
    """*text* with its declarations in another order, and the names of each import too."""
    module = parse(Source("x.tool", text)).module
    pieces = [_piece(item, rng) for item in module.items]
    rng.shuffle(pieces)
    return "\n\n".join([*([f"edition {module.edition}"] if module.edition is not None else []), *pieces, ""])


def _piece(item: nodes.Declaration, rng: random.Random) -> str:
    if not isinstance(item, nodes.Import):
        return item.span.text
    names = [name.span.text for name in item.names]
    rng.shuffle(names)
    return f"import {', '.join(names)} from {item.path_span.text}"


def meaning(program: Program) -> dict[str, Any]:
    """All that *program* says, without places and orders that mean nothing."""

    def settled(node: nodes.Node) -> Iterator[Any]:
        for each in walk(node):
            yield program.types.get(each), program.symbols.get(each)

    def plain(value: Any) -> Any:
        if isinstance(value, nodes.Node):
            return nodes.shape(value), list(settled(value))
        if isinstance(value, Span):
            return value.text
        if isinstance(value, Mapping):
            return {key: plain(each) for key, each in value.items()}
        if isinstance(value, tuple):
            return [plain(each) for each in value]
        if is_dataclass(value) and not isinstance(value, type):
            return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        return value

    told = {f.name: plain(getattr(program, f.name)) for f in fields(program) if f.name not in ("types", "symbols")}
    told["module"] = Counter(_said(item) for item in program.module.items)
    told["files"] = {file.path for file in program.files}
    told["tests"] = Counter(map(repr, told["tests"]))
    return told


def _said(item: nodes.Declaration) -> str:
    if isinstance(item, nodes.Import):
        return f"{item.path}: {sorted(map(repr, map(nodes.shape, item.names)))}"
    return repr(nodes.shape(item))


class AsTheyAre(random.Random):
    """Leaves every order as it is."""

    def shuffle(self, x: Any) -> None:
        """Do nothing."""


def errors(checked: Checked) -> Counter[str]:
    return Counter(d.code for d in checked.diagnostics if d.severity is Severity.ERROR)


@pytest.mark.parametrize("path", GOOD, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_program_means_the_same_in_any_order(path: Path) -> None:
    programs = []
    for rng in (AsTheyAre(), random.Random(1), random.Random(2)):
        checked = check(path.as_posix(), Shuffled(rng))
        assert checked.program is not None, checked.diagnostics
        programs.append(meaning(checked.program))
    for name, part in programs[0].items():
        assert part == programs[1][name] == programs[2][name], name


TWICE = {"TW0206", "TW0507", "TW0902"}
"""Where something stands twice the first one counts, and which one that is may decide what else is wrong."""


@pytest.mark.parametrize("path", corpus.PATHS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_is_wrong_is_wrong_in_any_order(path: Path) -> None:
    text = corpus.load(path).text
    wanted = errors(corpus.check_text(text))
    if parse(Source("x.tool", text)).diagnostics or wanted.keys() & TWICE:
        # A declaration that cannot be read cannot be moved either.
        return
    for seed in range(2):
        assert errors(corpus.check_text(shuffled(text, random.Random(seed)))) == wanted


def test_most_of_the_corpus_is_shuffled() -> None:
    texts = [corpus.load(path).text for path in corpus.PATHS if path.parent.name != "syntax"]
    assert sum(not parse(Source("x.tool", text)).diagnostics for text in texts) > 0.8 * len(texts)
