"""Line maps as files of a bundle, beside what its id is made of."""

from __future__ import annotations

import hashlib
import json
import posixpath
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from toolwright.dsl.program import Program
from toolwright.dsl.project.paths import package_of, relative
from toolwright.dsl.source import Span
from toolwright.runtime.bundle import json_line, json_text
from toolwright.runtime.ir.parts import Part
from toolwright.runtime.line_map import map_path
from toolwright.runtime.python import PartLines

from .origins import Origin, Origins
from .scale import ScaledLevel


def line_maps(
    program: Program,
    origins: Origins,
    levels: Iterable[ScaledLevel],
    lines: Mapping[str, Sequence[PartLines]],
) -> dict[str, str]:
    """The maps of *levels*, by path; *lines* are by level those of its `tools.py`."""
    asked = {level.name: level for level in program.scale.levels} if program.scale else {}
    folder = posixpath.dirname(program.module.span.source.name)
    return {
        map_path(level.name): _line_map(
            lines[level.name], origins.of_level(level.module, asked.get(level.name)), folder
        )
        for level in levels
    }


def _line_map(lines: Sequence[PartLines], origins: Mapping[Part, Origin], folder: str) -> str:
    printed = {part for part, _, _ in lines}
    rows = [_row(part, origins[part], folder, [first, last]) for part, first, last in lines]
    rows += [_row(part, origin, folder, None) for part, origin in origins.items() if part not in printed]
    return "".join(map(json_line, rows))


def with_line_maps(files: Mapping[str, bytes], maps: Mapping[str, str]) -> dict[str, bytes]:
    """The bundle *files* with *maps* by path, and a manifest that fits."""
    contents = {path: text.encode() for path, text in maps.items()}
    manifest = json.loads(files["manifest.json"])
    manifest["maps"] = {path: hashlib.sha256(content).hexdigest() for path, content in contents.items()}
    return {**files, **contents, "manifest.json": json_text(manifest).encode()}


def _row(part: Part, origin: Origin, folder: str, python: list[int] | None) -> dict[str, Any]:
    row = {
        "kind": part.kind,
        "name": part.name,
        "path": list(part.path),
        "python": python,
        "at": _place(origin.at, folder),
        "by": origin.by and _place(origin.by, folder),
    }
    return {name: value for name, value in row.items() if value is not None and value != []}


def _place(span: Span, folder: str) -> str:
    line, column = span.source.position(span.start)
    return f"{_named(span.source.name, folder)}:{line}:{column}"


@lru_cache(maxsize=64)
def _named(file: str, folder: str) -> str:
    return file if package_of(file) else relative(file, folder)
