"""A whole `tools.py`, held to `printed.txt`, and run as its reader would run it, over a bundle's folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from toolwright.runtime.ir import tools as irt
from toolwright.runtime.ir.parts import Part
from toolwright.runtime.ir.verify import problems
from toolwright.runtime.python import BUILTINS, GeneratedModule, generated, module_source

from .printed import MODULE, binary, const, var

PRINTED = Path(__file__).with_name("printed.txt")
TITLE = "Tools of a test."
WORLD = "# " + "-" * 78 + " the world"


def test_a_module_is_printed_as_it_stands_in_the_file() -> None:
    assert problems(MODULE, BUILTINS) == []
    assert module_source(MODULE, TITLE).partition(WORLD)[0].rstrip() == PRINTED.read_text("utf-8").rstrip()


PLACES: list[tuple[Any, str, tuple[int, ...], int, str]] = [
    ("error", "Missing", (), 7, "class Missing(ToolError):"),
    ("error", "Empty", (), 5, "class Empty(ToolError):"),
    ("function", "bigger", (), 3, "def bigger(world: World, a: "),
    ("function", "same", (), 3, "def same_(world: World, row:"),
    ("function", "drawn", (), 4, "def drawn(world: World, list"),
    ("tool", "read", (), 36, "def read("),
    ("tool", "read", (0,), 3, "found = world.Thing.get(clas"),
    ("tool", "read", (1,), 1, "next_: ThingRow | None = wor"),
    ("tool", "read", (2,), 2, "if depth >= 9:"),
    ("tool", "read", (3,), 1, "if next_ is None:"),
    ("tool", "read", (3, 0, 0), 1, "next_ = found"),
    ("tool", "read", (3, 1, 0), 1, "elif loud:"),
    ("tool", "read", (3, 1, 0, 0, 0), 1, "raise Empty()"),
    ("tool", "read", (3, 1, 0, 1, 0), 3, 'elif colour == "red":'),
    ("tool", "read", (3, 1, 0, 1, 0, 1, 0), 1, "return 0"),
    ("tool", "read", (4,), 1, "return bigger(world, found.s"),
    ("tool", "write", (), 8, "def write(world: World) -> i"),
    ("tool", "write", (0,), 1, "total_: int | None = None"),
    ("tool", "write", (1,), 1, "made = world.Thing.insert(cl"),
    ("tool", "write", (2,), 1, 'world.Pair.insert(left="l", '),
    ("tool", "write", (3,), 1, "for t in list(world.Thing):"),
    ("tool", "write", (3, 0, 0), 1, "world.Thing.update(t, size=7"),
    ("tool", "write", (4,), 1, "made = world.Thing.update(ma"),
    ("tool", "write", (5,), 1, "world.Thing.delete(or_fail(w"),
    ("tool", "write", (6,), 1, "total_ = made.size"),
    ("tool", "write", (7,), 1, "return total_ if total_ is n"),
    ("base", "scaled", (), 2, "def _base_scaled(world: Worl"),
    ("base", "scaled", (0,), 3, "row = world.Thing.get(list_)"),
    ("base", "scaled", (1,), 1, "return row.size"),
    ("tool", "scaled", (), 14, "def scaled(world: World, *, "),
    ("tool", "scaled", (0,), 1, "found = _base_scaled(world, "),
    ("tool", "scaled", (1,), 1, 'return {"size": found, "clas'),
    ("tool", "again", (), 9, "def again(world: World) -> b"),
    ("tool", "again", (0,), 3, 'row = world.Thing.get("a")'),
    ("tool", "again", (1,), 1, 'row = world.Thing.get("b")'),
    ("tool", "again", (2,), 1, "return row is not None"),
    ("tool", "list", (), 6, "def list_(world: World) -> f"),
    ("tool", "list", (0,), 1, "return drawn(world, [t.size "),
]
"""Parts of the module: how many lines print each, and how the first of them begins."""


def test_the_lines_of_each_part_are_told() -> None:
    made = generated(MODULE, TITLE)
    lines = made.text.splitlines()
    assert [
        (p.kind, p.name, p.path, last - first + 1, lines[first - 1].strip()[:28]) for p, first, last in made.lines
    ] == PLACES
    runs = [(first, last) for _, first, last in made.lines]
    assert runs == sorted(runs)


def test_rows_and_tables_are_typed() -> None:
    world = module_source(MODULE, TITLE).partition(WORLD)[2]
    assert '\n\n\nclass ThingRow(Row):\n    """A "thing" that is \\\\ somewhere."""\n\n    class_: str\n' in world
    assert "    next: str | None\n    weights: dict[str, float]\n\n\nclass PairRow(Row):\n" in world
    assert '"""A row of Pair."""' in world
    assert '    """\n\n    Thing: Table[ThingRow]\n    Pair: Table[PairRow]\n\n    __slots__' not in world
    assert 'call."""\n\n    Thing: Table[ThingRow]\n    Pair: Table[PairRow]\n\n    __slots__' in world


def test_transactions_are_for_modules_that_write() -> None:
    reading = MODULE.model_copy(update={"tools": tuple(tool for tool in MODULE.tools if not tool.writes)})
    kept = {name: name in module_source(reading, TITLE) for name in ("def begin", "def rollback", "def insert")}
    assert kept == {"def begin": False, "def rollback": False, "def insert": False}
    assert "def rollback" in module_source(MODULE, TITLE)


def test_a_module_without_anything_is_one_too() -> None:
    text = module_source(irt.ToolModule(entities=(), tools=()), TITLE)
    assert "\n\n\n\n" not in text
    assert "TOOLS: dict[str, Callable[..., Any]] = {}\n" in text
    assert "Table[" not in text.partition("class World:")[2].partition("__slots__")[0]
    for absent in ("errors", "helpers", "extern functions"):
        assert f"- {absent}\n" not in text


# ------------------------------------------------------------------ it works


def test_the_printed_module_works_on_a_folder(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "manifest.json").write_text(json.dumps({"keys": {"Thing": ["class"], "Pair": ["left", "right"]}}))
    things: list[dict[str, Any]] = [
        {"class": key, "size": size, "next": None, "weights": {}} for key, size in (("a", 1), ("b", 2))
    ]
    (tmp_path / "data/Thing.jsonl").write_text("".join(json.dumps(row) + "\n" for row in things))
    (tmp_path / "data/Pair.jsonl").write_text('{"left": "x", "right": 5}\n')
    made: dict[str, Any] = {"__name__": "tools", "__file__": str(tmp_path / "levels/base/tools.py")}
    exec(compile(module_source(MODULE, TITLE), "tools.py", "exec"), made)
    world, tools = made["World"].load(), made["TOOLS"]
    assert [made["World"].load(tmp_path).Pair.get("x", 5).right, world.Pair.get("x", 6)] == [5, None]
    assert tools["read"](world, class_="a") == 3
    with pytest.raises(made["Missing"], match=r"^No z of 0.5 with 2$"):
        tools["read"](world, class_="z")
    with pytest.raises(made["Empty"], match=r"^Nothing is there.$"):
        tools["read"](world, class_="a", depth=9)
    assert tools["scaled"](world, class_="b") == {"size": 2, "class": "1"}
    with pytest.raises(KeyError, match="drawn"):
        tools["list"](world)
    made["EXTERNS"]["drawn"] = lambda sizes: sum(sizes) / 4
    assert tools["list"](world) == 0.75
    assert tools["write"](world) == 8
    assert [(row.class_, row.size) for row in world.Thing] == [("a", 7), ("new", 8)]
    assert world.Pair.get("l", 2).right == 2
    assert [write.operation for write in world.journal] == [*["insert"] * 2, *["update"] * 4, "delete"]


def test_where_a_call_failed_is_told_by_the_parts_of_the_module() -> None:
    made = GeneratedModule(MODULE, lambda tool, function: function)
    world = made.namespace["World"]({name: ((), {}) for name in ("Thing", "Pair")})
    with pytest.raises(made.namespace["Missing"]) as missing:
        made.tools["read"](world, **made.keywords("read", {"class": "z"}))
    assert made.raised_in(missing.value) == (Part("tool", "read", (0,)),)
    with pytest.raises(KeyError) as outside:
        made.tools["list"](world)
    assert made.raised_in(outside.value) == (Part("function", "drawn"), Part("tool", "list", (0,)))
    with pytest.raises(ZeroDivisionError) as ours:
        made.tools["read"](world, class_=1 / 0)
    assert made.raised_in(ours.value) == ()
    assert made.keywords("read", {"class": "z", "depth": 1}) == {"class_": "z", "depth": 1}
    assert made.condition(binary(var("class"), "eq", const("a")), "class")(world, "a") is True


def test_base_tools_and_extern_functions_may_stand_in_other_hands() -> None:
    wrapped = []

    def wrap(tool: str, function: Any) -> Any:
        wrapped.append((tool, function.__name__))
        return lambda world, **given: 7

    made = GeneratedModule(MODULE, wrap, {"drawn": lambda world, sizes: 0.5})
    assert wrapped == [
        ("read", "read"),
        ("write", "write"),
        ("scaled", "_base_scaled"),
        ("again", "again"),
        ("list", "list_"),
    ]
    assert made.tools.keys() == {tool.name for tool in MODULE.tools}
    assert made.tools["read"](None) == 7
    assert made.tools["scaled"](None, class_="a") == {"size": 7, "class": "1"}
    own = GeneratedModule(MODULE, lambda tool, function: function, {"drawn": lambda world, sizes: 0.5})
    assert own.tools["list"](own.namespace["World"]({"Thing": ((), {})})) == 0.5
