"""Line maps: every part of every level leads to the text that it was made from."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolwright.compiler import verify
from toolwright.compiler.lower import lower_module
from toolwright.compiler.origins import Origins, aligned
from toolwright.dsl.syntax import nodes
from toolwright.dsl.syntax.walk import walk
from toolwright.runtime import Bundle
from toolwright.runtime.ir import expressions as ir
from toolwright.runtime.ir.parts import Part, statements_in, statements_of
from toolwright.runtime.line_map import LineMap, map_path, split_place
from toolwright.runtime.python import generated
from toolwright.runtime.where import Where

from ..conftest import ROOT, SPECS, Built
from ..dsl.typed import Made, programs
from .forging import edited
from .sources import bundle_of, checked

BEGINS: dict[str, tuple[str, ...]] = {
    "let": ("let ", "return "),
    "insert": ("insert ", "let "),
    "return": ("return ", "let "),
    **{do: (f"{do} ",) for do in ("require", "fail", "update", "delete", "if", "for")},
}
"""How a statement is written that became one of the intermediate form; scaling names what an author returns."""


def text_at(place: str, texts: dict[str, str]) -> str:
    """The text of a spec from *place* on."""
    file, line, column = split_place(place)
    return texts[file].split("\n")[line - 1][column - 1 :]


OPERATORS = ("functionality", "parameters", "types", "toolset")


def hold(bundle: Bundle, texts: dict[str, str]) -> None:
    """Hold the maps of all levels of *bundle* to its tools and to the *texts* of its spec."""
    for level in bundle.level_names:
        found, module = bundle.line_map(level), bundle.level(level).module
        for tool in module.tools:
            declared = found.place(Part("tool", tool.name))
            assert declared is not None
            said = text_at(declared.at, texts)
            if any(f"tool {tool.name}(" in text for text in texts.values()):
                assert said.startswith(f"{tool.name}(")
            else:
                assert said.startswith(("red_shapes(", "step ", "explore ", *OPERATORS, level))
            for part, statement in statements_of(tool):
                place = found.place(part)
                assert place is not None
                if place.by is not None:
                    assert level != "base"
                    assert text_at(place.by, texts).startswith((*OPERATORS, level))
                elif place.at != declared.at:
                    assert text_at(place.at, texts).startswith(BEGINS[statement.do])
        python = bundle.files[f"levels/{level}/tools.py"].decode().splitlines()
        for row in found.rows:
            if row.part == Part("tool", row.name) and row.python:
                assert python[row.python[0] - 1].startswith(f"def {row.name}")
        for number, line in enumerate(python[: python.index(RULE)], start=1):
            assert not line.startswith(("    return ", "    raise ", "    if ")) or found.at_line(number)


RULE = "# " + "-" * 78 + " the world"


@pytest.mark.parametrize("name", SPECS)
def test_the_maps_of_shipped_scenarios(name: str, built: Built) -> None:
    bundle, folder = built[name], ROOT / "specs" / name
    files = [file.path for file in bundle.manifest.spec if file.path.endswith(".tool")]
    hold(bundle, {path: (folder / path).read_text("utf-8") for path in files})


# ------------------------------------------------------------------ who wrote what

WORLD = """
scenario shapes { title: "Shapes", version: "1.0.0", license: "CC0-1.0", integrate: all }

@check(sides >= 0)
entity Shape key name {
  "A shape."
  name: str "Name of the shape.",
  sides: int "How many sides it has.",
  color: str "Color.",
}
data Shape { | name | sides | color | | "square" | 4 | "red" | | "hexagon" | 6 | "blue" | | "star" | 10 | "green" | }

error Unknown(name: str) $"There is no shape {name}."

fn find(name: str) -> Shape? = first([s for s in Shape if s.name == name])

tool red_shapes() -> list[str] {
  "Names of all red shapes."
  let some = [s for s in Shape if s.color == "red"]
  return [s.name for s in some]
}

tool blue_shapes() -> list[str] {
  "Names of all blue shapes."
  let some = [s for s in Shape if s.color == "blue"]
  return [s.name for s in some]
}

tool paint(name: str "Name.", color: str "New color.") -> str fails Unknown writes Shape {
  "Paint a shape."
  let s = find(name) ?? fail Unknown(name)
  if s.color == color {
    return s.color
  } else if color == "none" {
    fail Unknown(name)
  }
  update s { color: color }
  return s.color
}

tool cut(name: str "Name.", by: int(0..20) "How many sides to cut off.") -> float fails Unknown writes Shape {
  "Cut sides off a shape, and say the angle between two of those that stay."
  let s = find(name) ?? fail Unknown(name)
  update s { sides: s.sides - by }
  return 360 / (s.sides + 0.0)
}

task colors {
  ask "Which shape is red, and which is blue?"
  step reds = red_shapes() asks "Which shapes are red?"
  step blues = blue_shapes() asks "Which shapes are blue?"
  answer [first(reds) ?? "", first(blues) ?? ""]
}

task sides {
  each s in Shape
  ask $"How many sides has the {s.name}?"
  step n = derive first([x for x in Shape if x.name == s.name]).sides asks $"How many sides has the {s.name}?"
  answer n
}

scale {
  seed 3
  level more { parameters: 2, toolset: 2 }
  level most { functionality: 1, parameters: 1, types: 1 }
}
"""


@pytest.fixture(scope="module")
def shapes() -> Bundle:
    return bundle_of(WORLD)


def line_of(text: str) -> int:
    return WORLD[: WORLD.index(text)].count("\n") + 1


def test_maps_of_merged_derived_and_scaled_tools(shapes: Bundle) -> None:
    hold(shapes, {"spec.tool": WORLD})
    base, more = shapes.line_map("base"), shapes.line_map("more")

    def lines(found: LineMap, part: Part) -> tuple[int, int]:
        place = found.place(part)
        assert place is not None
        return split_place(place.at)[1], split_place(place.by)[1] if place.by else 0

    # merged: its statements are those of the first tool
    assert lines(base, Part("tool", "shapes")) == (line_of("tool red_shapes"), 0)
    assert lines(base, Part("tool", "shapes", (0,))) == (line_of("let some"), 0)
    # a branch of a branch
    assert lines(base, Part("tool", "paint", (1, 1, 0, 0, 0))) == (line_of("    fail Unknown"), 0)
    # derived
    assert lines(base, Part("tool", "sides_of_shape", (1,))) == (line_of("step n = derive"), 0)
    # scaled: the base tool inside as it was, what is new by its level
    level = line_of("level more")
    assert lines(more, Part("base", "shapes", (1,))) == (line_of("return [s.name for s in some]"), 0)
    assert lines(more, Part("tool", "shapes", (1,))) == (line_of("tool red_shapes"), level)
    # a distractor
    assert lines(more, Part("tool", "shape_color")) == (level, 0)
    assert lines(more, Part("error", "NoShapeWithColor")) == (level, level)
    # no line of Python: a check
    assert lines(base, Part("entity", "Shape", (0,))) == (line_of("@check"), 0)
    assert lines(base, Part("function", "find")) == (line_of("fn find"), 0)


def test_a_call_that_fails_leads_to_the_line_that_fails(shapes: Bundle) -> None:
    calls = {
        ("paint", '{"name": "moon", "color": "red"}'): "let s = find",
        ("paint", '{"name": "star", "color": "none"}'): "    fail Unknown",
        ("sides_of_shape", '{"shape": "moon"}'): "step n = derive",
        ("cut", '{"name": "star", "by": 10}'): "return 360",
        ("cut", '{"name": "star", "by": 11}'): "@check",
    }
    for level in shapes.level_names:
        machine = shapes.environment(level).machine
        for (tool, arguments), text in calls.items():
            seen, found = machine.call(machine.world(), tool, arguments), Where(machine)
            parts = found.fails(machine.world(), tool, arguments)
            if level != "most":
                assert seen.error is not None
                place = shapes.line_map(level).place(parts[0])
                assert place is not None and split_place(place.at)[1] == line_of(text)


def test_a_map_of_other_lines_is_found(shapes: Bundle) -> None:
    assert verify(shapes) == []
    wrong = edited(shapes, map_path("more"), lambda rows: rows[5].update(python=[1, 2]))
    (found,) = verify(wrong)
    assert (found.code, found.level) == ("TW0666", "more") and "tools.map.jsonl" in found.message


# ------------------------------------------------------------------ programs made at random

some = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@some
@given(programs())
def test_each_statement_of_a_program_has_its_place(made: Made) -> None:
    """Statements of bodies, in the order of the text, are those of the intermediate form."""
    program = checked(made.text)
    module = lower_module(program, list(program.tools))
    origins = Origins(program, module, (), module, ()).of_level(module, None)
    for tool in module.tools:
        declared = program.tools[tool.name].node
        written = [node.span for one in declared.body for node in walk(one) if isinstance(node, STATEMENTS)]
        parts = [part for part, _ in statements_of(tool)]
        assert [origins[part].at for part in parts] == [span for span in written if span.text.startswith(WORDS)]
    printed = {part for part, _, _ in generated(module, "Tools.").lines}
    assert printed <= origins.keys()
    assert {part.kind for part in origins.keys() - printed} <= {"entity"}


STATEMENTS = (
    nodes.Let,
    nodes.Require,
    nodes.Fail,
    nodes.Return,
    nodes.Insert,
    nodes.Update,
    nodes.Delete,
    nodes.If,
    nodes.For,
)
WORDS = ("let", "require", "fail", "return", "insert", "update", "delete", "if", "for")


# ------------------------------------------------------------------ statements found again

statements = st.recursive(
    st.builds(lambda name, value: ir.Let(name=name, value=ir.Const(value=value)), st.sampled_from("abc"), st.integers())
    | st.builds(lambda name: ir.Fail(error=name), st.sampled_from(("One", "Two")))
    | st.builds(lambda value: ir.Return(value=ir.Const(value=value)), st.integers()),
    lambda inner: st.builds(
        lambda then, otherwise: ir.If(condition=ir.Const(value=True), then=tuple(then), otherwise=tuple(otherwise)),
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=2),
    ),
    max_leaves=8,
)


@given(st.lists(statements, max_size=6), st.data())
def test_statements_are_found_among_new_ones(body: list[Any], data: st.DataObject) -> None:
    new = list(body)
    added = data.draw(st.lists(st.integers(0, len(body)), max_size=3))
    for place in sorted(added, reverse=True):
        new.insert(place, ir.For(name="x", source=ir.ListOf(items=()), body=()))
    found = aligned(body, new)
    before = {part.path: each for part, each in statements_in(body, Part("tool", "t"))}
    after = {part.path: each for part, each in statements_in(new, Part("tool", "t"))}
    assert sorted(found.values()) == sorted(before)
    assert all(before[old] == after[now] for now, old in found.items())


@given(st.lists(statements, max_size=6), st.lists(statements, max_size=6))
def test_statements_keep_their_order_and_sort(old: list[Any], new: list[Any]) -> None:
    found = aligned(old, new)
    before = {part.path: each for part, each in statements_in(old, Part("tool", "t"))}
    after = {part.path: each for part, each in statements_in(new, Part("tool", "t"))}
    assert all(before[one].do == after[other].do for other, one in found.items())
    assert [found[path] for path in sorted(found)] == sorted(found.values())
