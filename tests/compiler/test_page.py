"""The page of a bundle: well-formed HTML that needs nothing else, and plans drawn so that nothing overlaps."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolwright.compiler.page import page
from toolwright.compiler.page.plan import Drawing, Node, drawing
from toolwright.runtime.parameters import parts

from ..conftest import SPECS, Built
from .forging import edited
from .pages import Page


@pytest.mark.parametrize("name", SPECS)
def test_the_page_of_a_bundle_is_strict_html(name: str, built: Built) -> None:
    bundle = built[name]
    found = Page(page(bundle, most_tasks=6))
    assert bundle.manifest.title in found.text
    for level in bundle.level_names:
        assert all(tool.name in found.text for tool in bundle.level(level).module.tools)
    shown = [task for task in bundle.level().tasks.values() if f"{task.id} " in f"{found.text} "]
    assert shown
    pictures = [svg for svg in found.pictures if svg.get("class") == "plan"]
    steps = [sum(1 for g in svg if g.tag == "g") for svg in pictures]
    first = next(iter(bundle.level().tasks.values()))
    assert steps[0] == len(first.steps) + 1


def test_the_same_bundle_gives_the_same_page_and_more_tasks_where_asked(built: Built) -> None:
    bundle = built["city_population"]
    assert page(bundle) == page(bundle)
    whole = Page(page(bundle, most_tasks=10_000))
    count = len([tag for tag, held in whole.tags if tag == "details" and held.get("class") == "task"])
    assert count == len(bundle.level().tasks)
    assert f"All {count} tasks." in whole.text


def test_policy_goals_and_effects_are_shown(built: Built) -> None:
    bundle = built["shop_orders"]
    text = Page(page(bundle)).text
    assert f"Policy {bundle.manifest.policy}".replace("\n", " ") in text
    assert 'Goal Order["A4107"]?.status == "cancelled" and count(' in text
    assert 'writes Order["A4107"].status: "open" -> "cancelled"' in text


def test_what_lists_and_records_of_a_call_hold_is_shown(built: Built) -> None:
    bundle = built["flight_distances"]
    wanted = {part.name for tool in bundle.level("hard").module.tools for part in parts(tool.params)}
    assert "query.city" in wanted
    text = Page(page(bundle, most_tasks=1)).text
    assert all(f" {name} " in text for name in wanted)


HOSTILE = "<script>alert(1)</script> & `<b>x</b>` \"'"


def test_a_stranger_s_texts_are_texts(built: Built) -> None:
    module = "levels/base/tools.ir.json"
    bundle = edited(built["city_population"], module, lambda m: m["tools"][0].update(doc=HOSTILE))
    text = page(bundle, most_tasks=2)
    found = Page(text)
    assert "<script>alert(1)</script>" not in text
    assert text.count("<script>") == 1
    assert "<script>alert(1)</script> &" in found.text
    assert "<code>&lt;b&gt;x&lt;/b&gt;</code>" in text


def test_the_page_forbids_itself_the_network(built: Built) -> None:
    found = Page(page(built["shop_orders"], most_tasks=2))
    policy = next(held for tag, held in found.tags if tag == "meta" and "http-equiv" in held)
    assert str(policy["content"]).startswith("default-src 'none'")


@st.composite
def plans(draw: st.DrawFn) -> list[Node]:
    """Any plan: a step comes after any of those before it."""
    count = draw(st.integers(1, 9))
    text = st.text('abc_é"< ', min_size=1, max_size=50)
    nodes = []
    for i in range(count):
        after = draw(st.lists(st.integers(0, i - 1), unique=True, max_size=4)) if i else []
        nodes.append(Node(f"s{i}", draw(text), draw(text), [f"s{j}" for j in sorted(after)]))
    return nodes


def overlapping(found: Drawing) -> list[tuple[str, str]]:
    """Pairs of boxes that share a point."""
    return [
        (a.node.id, b.node.id)
        for i, a in enumerate(found.boxes)
        for b in found.boxes[i + 1 :]
        if a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height
    ]


@given(plans())
def test_a_plan_is_drawn_from_left_to_right_without_overlap(nodes: list[Node]) -> None:
    found = drawing(nodes)
    boxes = {box.node.id: box for box in found.boxes}
    assert set(boxes) == {node.id for node in nodes}
    assert overlapping(found) == []
    edges = [(boxes[name], boxes[node.id]) for node in nodes for name in node.after]
    assert len(found.edges) == len(edges)
    for box in found.boxes:
        assert box.x >= 0 and box.x + box.width <= found.width
        assert box.y >= 0 and box.y + box.height <= found.height
    ends = set()
    for path in found.edges:
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", path)]
        ends.add((round(numbers[0]), round(numbers[1]), round(numbers[-2]), round(numbers[-1])))
        across = numbers[0::2]
        assert across == sorted(across), "an edge turns back"
    for source, target in edges:
        assert source.x + source.width < target.x
        start = min(ends, key=lambda e: abs(e[2] - target.x) + abs(e[3] - target.y - target.height / 2))
        assert abs(start[2] - target.x) <= 1


@given(plans())
def test_an_edge_passes_no_box(nodes: list[Node]) -> None:
    found = drawing(nodes)
    for path in found.edges:
        for line in re.finditer(r"([\d.]+),([\d.]+) L([\d.]+),([\d.]+)", path):
            left, y, right, _ = map(float, line.groups())
            inside = [b for b in found.boxes if b.x < right and left < b.x + b.width and b.y < y < b.y + b.height]
            assert inside == []
