"""Places of line maps as nodes of trees, so that the maps of a remembered bundle say where things stand today."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from toolwright.dsl.syntax.nodes import Node
from toolwright.dsl.syntax.walk import walk

from .moved import names_of

if TYPE_CHECKING:
    from toolwright.dsl.check import Analysis

Anchors: TypeAlias = Mapping[str, tuple[str, int]]
"""Place to its file and the number of the node that begins there, in the order of a walk: layout does not change it."""

_PLACES: Final = ("at", "by")


def anchors(files: Mapping[str, bytes], analysis: Analysis) -> Anchors:
    """The nodes that the line maps among the *files* of a bundle name, which was made of *analysis*."""
    wanted = {row[name] for row in _rows(files) for name in _PLACES if name in row}
    # Of nodes that begin at one place the innermost is kept: a comment may be put before it and inside the others.
    found = {_place(anchor[0], node): anchor for anchor, node in _nodes(analysis)}
    return {place: found[place] for place in sorted(wanted)}


def moved_maps(files: Mapping[str, bytes], known: Anchors, spec: Sequence[Any], analysis: Analysis) -> dict[str, bytes]:
    """The *files* of a bundle that *known* is about as *analysis*, which means the same, would give them: with line
    maps of its places, and a manifest that names its files, *spec*.
    """
    wanted = {(file, number) for file, number in known.values()}
    now = {anchor: _place(anchor[0], node) for anchor, node in _nodes(analysis) if anchor in wanted}
    moved = {place: now[file, number] for place, (file, number) in known.items()}
    manifest = json.loads(files["manifest.json"])
    maps = {path: _moved(files[path], moved) for path in manifest["maps"]}
    hashes = {path: hashlib.sha256(content).hexdigest() for path, content in maps.items()}
    # As `runtime.bundle.json_text` has it, which would bring the whole runtime with it.
    text = json.dumps({**manifest, "maps": hashes, "spec": spec}, ensure_ascii=False, sort_keys=True, indent=2) + "\n"
    return {**files, **maps, "manifest.json": text.encode()}


def _moved(content: bytes, moved: Mapping[str, str]) -> bytes:
    rows = [json.loads(line) for line in content.splitlines()]
    now = ({**row, **{name: moved[row[name]] for name in _PLACES if name in row}} for row in rows)
    return "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in now).encode()


def _rows(files: Mapping[str, bytes]) -> Iterator[dict[str, Any]]:
    for path in json.loads(files["manifest.json"])["maps"]:
        yield from map(json.loads, files[path].splitlines())


def _nodes(analysis: Analysis) -> Iterator[tuple[tuple[str, int], Node]]:
    names = {source.name: name for name, source in names_of(analysis).items()}
    for unit in analysis.units:
        file = names[unit.path]
        yield from (((file, number), node) for number, node in enumerate(walk(unit.module)))


def _place(file: str, node: Node) -> str:
    line, column = node.span.source.position(node.span.start)
    return f"{file}:{line}:{column}"
