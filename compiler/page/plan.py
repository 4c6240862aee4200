"""A plan as a picture: steps in columns by how many steps come before them, left to right, the answer last.

A layered drawing in three strokes (after Sugiyama, Tagawa and Toda, 1981): columns by longest path, with way points
where an edge passes a column; the order inside a column by the middle of the neighbours, back and forth; then places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

NODE_HEIGHT = 46
WAY_POINT_HEIGHT = 8
GAP_X = 56
GAP_Y = 16
MARGIN = 8
CHARACTER = 7.3
"""Width of a character of the node's first line, in pixels; its font is monospaced."""
LEAST_WIDTH = 96
MOST_CHARACTERS = 30
SWEEPS = 4


@dataclass(frozen=True, slots=True)
class Node:
    """A step, or the answer."""

    id: str
    title: str
    detail: str
    after: Sequence[str]


@dataclass(frozen=True, slots=True)
class Box:
    """A node at its place; its name is never cut, its value is, and *node* has it whole."""

    node: Node
    x: float
    y: float
    width: float
    height: float
    detail: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Where everything stands, in pixels."""

    width: float
    height: float
    boxes: Sequence[Box]
    edges: Sequence[str]
    """Paths in the language of SVG."""


def drawing(nodes: Sequence[Node]) -> Drawing:
    """The drawing of *nodes*, each of which stands behind those that it comes *after*."""
    columns, below = _columns(nodes)
    _order(columns, below)
    return _placed(columns, below, {node.id: node for node in nodes})


def _columns(nodes: Sequence[Node]) -> tuple[list[list[str]], dict[str, list[str]]]:
    """Ids by column, way points (`a>b:2`) among them, and for each the ids in the column before that lead to it."""
    depth: dict[str, int] = {}
    for node in nodes:
        depth[node.id] = max((depth[name] + 1 for name in node.after), default=0)
    columns: list[list[str]] = [[] for _ in range(max(depth.values(), default=0) + 1)]
    before: dict[str, list[str]] = {node.id: [] for node in nodes}
    for node in nodes:
        columns[depth[node.id]].append(node.id)
    for node in nodes:
        for name in node.after:
            last = name
            for column in range(depth[name] + 1, depth[node.id]):
                point = f"{name}>{node.id}:{column}"
                columns[column].append(point)
                before[point] = [last]
                last = point
            before[node.id].append(last)
    return columns, before


def _order(columns: list[list[str]], before: Mapping[str, Sequence[str]]) -> None:
    """Sort each column so that edges cross little: by the mean place of what leads there, and of what it leads to."""
    after: dict[str, list[str]] = {}
    for name, sources in before.items():
        for source in sources:
            after.setdefault(source, []).append(name)
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        order = range(1, len(columns)) if forward else range(len(columns) - 2, -1, -1)
        for i in order:
            beside = columns[i - 1] if forward else columns[i + 1]
            places = {name: place for place, name in enumerate(beside)}
            near = before if forward else after
            own = {name: place for place, name in enumerate(columns[i])}
            columns[i].sort(key=lambda n: (_mean([places[m] for m in near.get(n, ())], own[n]), own[n]))


def _placed(
    columns: Sequence[Sequence[str]], before: Mapping[str, Sequence[str]], nodes: Mapping[str, Node]
) -> Drawing:
    heights = [sum(_height(n, nodes) for n in column) + GAP_Y * (len(column) - 1) for column in columns]
    tallest = max(heights)
    boxes: dict[str, Box] = {}
    places: dict[str, tuple[float, float, float]] = {}
    x = float(MARGIN)
    for column, height in zip(columns, heights, strict=True):
        width = max((_width(nodes[name]) for name in column if name in nodes), default=0.0)
        y = MARGIN + (tallest - height) / 2
        for name in column:
            tall = _height(name, nodes)
            if name in nodes:
                node = nodes[name]
                boxes[name] = Box(node, x, y, width, tall, _cut(node.detail))
            places[name] = (x, x + width, y + tall / 2)
            y += tall + GAP_Y
        x += width + GAP_X
    edges = [_path([*_points(source, before), name], places) for name in nodes for source in before[name]]
    return Drawing(x - GAP_X + MARGIN, tallest + 2 * MARGIN, [boxes[name] for name in nodes], edges)


def _points(name: str, before: Mapping[str, Sequence[str]]) -> list[str]:
    """The way from a node to *name*, which is that node or a way point."""
    way = [name]
    while ">" in way[0]:
        way.insert(0, before[way[0]][0])
    return way


def _path(way: Sequence[str], places: Mapping[str, tuple[float, float, float]]) -> str:
    _, x, y = places[way[0]]
    path = f"M{x:g},{y:g}"
    for name in way[1:]:
        left, right, middle = places[name]
        bend = (x + left) / 2
        path += f" C{bend:g},{y:g} {bend:g},{middle:g} {left:g},{middle:g}"
        if ">" in name:
            path += f" L{right:g},{middle:g}"
        x, y = right, middle
    return path


def _height(name: str, nodes: Mapping[str, Node]) -> int:
    return NODE_HEIGHT if name in nodes else WAY_POINT_HEIGHT


def _width(node: Node) -> float:
    return max(LEAST_WIDTH, CHARACTER * max(len(node.title), len(_cut(node.detail))) + 24)


def _cut(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"


def _mean(numbers: Sequence[int], otherwise: int) -> float:
    return sum(numbers) / len(numbers) if numbers else otherwise
