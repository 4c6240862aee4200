"""Parquet files: types of columns, cells, and files that are broken or hostile."""

from __future__ import annotations

import random
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from toolwright.dsl.check import Checked, check
from toolwright.dsl.diagnostics.render import render_text

from .boxes import ARROW, FULL, SPEC, parquet
from .corpus import Memory

DAY, TIME = date(2026, 1, 1), datetime(2026, 1, 1, 10)
PARQUET = SPEC.replace("  shelf: Shelf,\n", "")
TYPED = {name: value for name, value in FULL.items() if name != "shelf"} | {"made": DAY, "seen": TIME}


def check_parquet(data: bytes, spec: str = PARQUET) -> Checked:
    text = spec.replace("NEW", "parquet").encode()
    return check("x/boxes.tool", Memory({"x/boxes.tool": text, "x/boxes.parquet": data}))


def without(schema: pa.Schema, *names: str) -> pa.Schema:
    return pa.schema([field for field in schema if field.name not in names])


FLAT = without(ARROW, "shelf")


def changed(name: str, kind: Any) -> pa.Schema:
    return pa.schema([pa.field(f.name, kind if f.name == name else f.type) for f in FLAT])


def test_parquet_holds_records_and_lists() -> None:
    checked = check_parquet(parquet(TYPED, TYPED | {"id": "b", "spot": None, "marks": []}, schema=FLAT))
    assert checked.program is not None, render_text(checked.diagnostics, colour=False)
    first, second = checked.program.entities["Box"].rows
    assert first["spot"] == {"room": "hall", "number": None} and second["spot"] is None
    assert first["marks"] == (1, 2) and first["made"] == "2026-01-01" and first["seen"] == "2026-01-01T10:00:00"


@pytest.mark.parametrize(
    ("name", "kind", "value", "shown"),
    [
        ("id", None, "A", '"A"'),
        ("size", None, "smal", '"smal"'),
        ("weight", None, 12, "12"),
        ("weight", pa.float64(), 1.5, "1.5"),
        ("weight", pa.uint64(), 2**64 - 1, str(2**64 - 1)),
        ("share", None, None, "null"),
        ("share", None, float("nan"), "NaN"),
        ("share", pa.binary(), b"x", '"... '),
        ("made", pa.string(), "2026-02-30", '"2026-02-30"'),
        ("seen", pa.timestamp("us"), datetime(2026, 1, 1, 1, 1, 1, 5), '"... a time is given'),
        ("seen", pa.timestamp("s", "UTC"), TIME, '"... a time here has no zone'),
        ("marks", None, [1, None], "null"),
        ("marks", pa.list_(pa.string()), ["x"], '"x"'),
        ("spot", None, {"room": None}, "null"),
        ("inside", None, "zz", '"zz"'),
    ],
)
def test_a_bad_cell_of_a_parquet_file_is_shown_in_its_row(name: str, kind: Any, value: Any, shown: str) -> None:
    good = TYPED | ({name: None} if name in ("weight", "seen") and kind is not None else {})
    objects = [good | {"id": "k"}, good | {"id": "b", name: value}]
    if kind is not None and name not in ("weight", "seen"):
        objects = [good | {name: value}]
    schema = changed(name, kind) if kind is not None else FLAT
    (found,) = check_parquet(parquet(*objects, schema=schema)).diagnostics
    assert found.span.source.position(found.span.start)[0] == len(objects)
    assert found.span.text.startswith(shown) and found.span.source.name == "x/boxes.parquet"
    assert f'"{name}": ' in found.span.source.line(len(objects))
    assert found.fix is None, "there is no text to mend"


def test_decimals_are_numbers() -> None:
    schema = changed("share", pa.decimal128(10, 2))
    checked = check_parquet(parquet(TYPED | {"share": Decimal("12.30")}, schema=schema))
    assert checked.program is not None and checked.program.entities["Box"].rows[0]["share"] == 12.3


def test_columns_of_a_parquet_file_are_those_of_the_entity() -> None:
    schema = pa.schema([pa.field("siez" if f.name == "size" else f.name, f.type) for f in FLAT])
    objects = [TYPED | {"id": "k", "siez": "small"}, TYPED | {"siez": "small"}]
    (found,) = check_parquet(parquet(*objects, schema=schema)).diagnostics
    assert (found.code, found.span.text, found.help) == ("TW0501", '"siez"', "did you mean `size`?")
    (found,) = check_parquet(parquet(TYPED, schema=without(FLAT, "size"))).diagnostics
    assert found.code == "TW0502"


def test_maps_and_strange_columns_are_no_crash() -> None:
    kinds = [
        (pa.map_(pa.string(), pa.int64()), [("a", 1)]),
        (pa.time32("s"), 5),
        (pa.duration("s"), 5),
        (pa.list_(pa.struct([("a", pa.timestamp("ns"))])), [{"a": 5}]),
        (pa.timestamp("s"), datetime(1, 1, 1)),
        (pa.date64(), DAY),
        (pa.null(), None),
        (pa.dictionary(pa.int8(), pa.string()), "x"),
        (pa.decimal256(60, 10), Decimal(1)),
    ]
    for kind, value in kinds:
        for name in ("id", "marks", "spot", "made", "share"):
            checked = check_parquet(parquet(TYPED | {name: value}, schema=changed(name, kind)))
            assert checked.program is not None or all(d.code == "TW0504" for d in checked.diagnostics)


def test_what_is_no_parquet_file() -> None:
    whole = parquet(TYPED, schema=FLAT)
    for data in (b"", b"PAR1", b"PAR1" * 10, whole[:-1], whole[:100], whole[4:], b"id,size\n"):
        assert [d.code for d in check_parquet(data).diagnostics] == ["TW0515"], data[:20]


def test_hostile_parquet_files_are_answered() -> None:
    rng = random.Random(7)
    objects = [TYPED | {"id": "abc"[i], "inside": None} for i in range(3)]
    whole = parquet(*objects, schema=FLAT)
    codes = set()
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(rng.choice((1, 2, 8))):
            # The footer, with its claims, stands at the end.
            at = rng.randrange(len(data)) if rng.random() < 0.5 else len(data) - 1 - rng.randrange(600)
            data[at] = rng.choice((0, 1, 127, 128, 255, rng.randrange(256)))
        checked = check_parquet(bytes(data))
        codes |= {d.code for d in checked.diagnostics}
    assert "TW0515" in codes and codes <= {
        "TW0501",
        "TW0502",
        "TW0504",
        "TW0505",
        "TW0506",
        "TW0511",
        "TW0513",
        "TW0515",
    }


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolwright.dsl.data.parquet_rows.installed", lambda: False)
    (found,) = check_parquet(b"").diagnostics
    assert found.code == "TW0514" and found.help == "run `pip install 'toolwright[data]'`"
