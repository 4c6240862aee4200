"""A world whose rows come from a file, and the same rows in each format."""

from __future__ import annotations

import io
import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from toolwright.dsl.check import Checked, check

from .corpus import Memory

SPEC = """library boxes { title: "Boxes" }
enum Size { small, large }
record Spot { room: str, number: int? }
entity Shelf key room, number { room: str, number: int }
data Shelf { | room | number | | "a" | 1 | | "a" | 2 | }
entity Box key id {
  id: str(pattern="[a-z]+"),
  size: Size,
  weight: int(0..9)?,
  share: float,
  made: date,
  seen: datetime?,
  note: str = "none",
  open: bool,
  marks: list[int](..3),
  spot: Spot?,
  inside: Box?,
  shelf: Shelf,
}
data Box from "boxes.NEW"
"""
FULL: dict[str, Any] = {
    "id": "a",
    "size": "small",
    "weight": 1,
    "share": 0.5,
    "made": "2026-01-01",
    "seen": "2026-01-01T10:00:00",
    "note": "first",
    "open": True,
    "marks": [1, 2],
    "spot": {"room": "hall", "number": None},
    "inside": None,
    "shelf": ["a", 1],
}
SECOND = FULL | {"id": "b", "inside": "a", "weight": None, "marks": [], "spot": None, "note": 'q"\\\nä'}


def check_file(ending: str, data: bytes | str) -> Checked:
    content = data.encode() if isinstance(data, str) else data
    spec = SPEC.replace("NEW", ending).encode()
    return check("x/boxes.tool", Memory({"x/boxes.tool": spec, f"x/boxes.{ending}": content}))


def rows(ending: str, data: bytes | str) -> Any:
    checked = check_file(ending, data)
    assert checked.diagnostics == (), [d.message for d in checked.diagnostics]
    assert checked.program is not None
    return checked.program.entities["Box"].rows


def places(ending: str, data: bytes | str) -> list[tuple[str, int, int, str]]:
    """Code, line, column and text of each finding."""
    found = []
    for diagnostic in check_file(ending, data).diagnostics:
        assert diagnostic.span.source.name == f"x/boxes.{ending}"
        line, column = diagnostic.span.source.position(diagnostic.span.start)
        found.append((diagnostic.code, line, column, diagnostic.span.text))
    return found


def array(*objects: object) -> str:
    return "[\n" + ",\n".join(map(json.dumps, objects)) + "\n]\n"


def lines(*objects: object) -> str:
    return "".join(json.dumps(each) + "\n" for each in objects)


ARROW = pa.schema(
    [
        ("id", pa.string()),
        ("size", pa.string()),
        ("weight", pa.int32()),
        ("share", pa.float64()),
        ("made", pa.date32()),
        ("seen", pa.timestamp("ms")),
        ("note", pa.large_string()),
        ("open", pa.bool_()),
        ("marks", pa.list_(pa.int64())),
        ("spot", pa.struct([("room", pa.string()), ("number", pa.int16())])),
        ("inside", pa.dictionary(pa.int8(), pa.string())),
        ("shelf", pa.struct([("room", pa.string()), ("number", pa.int64())])),
    ]
)


def parquet(*objects: dict[str, Any], schema: pa.Schema | None = None) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(objects), schema=schema), out)
    return out.getvalue()
