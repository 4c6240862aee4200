"""Rows of files: the same from every format, mistakes at their own places, and what is refused."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pytest

from toolwright.dsl.check import check
from toolwright.dsl.diagnostics.render import render_text

from .boxes import ARROW, FULL, SECOND, SPEC, array, check_file, lines, parquet, places, rows
from .corpus import Memory

# ------------------------------------------------------------------ the same rows


def test_every_format_gives_the_same_rows() -> None:
    flat = [{name: value for name, value in row.items() if name not in ("spot", "shelf")} for row in (FULL, SECOND)]
    spec = SPEC.replace("  shelf: Shelf,\n", "").replace("  spot: Spot?,\n", "")
    csv = ",".join(flat[0]) + "\n"
    csv += "a,small,1,0.5,2026-01-01,2026-01-01T10:00:00,first,true,1;2,\n"
    csv += 'b,small,,0.5,2026-01-01,2026-01-01T10:00:00,"q""\\\nä",true,,a\n'
    typed = [row | {"made": date(2026, 1, 1), "seen": datetime(2026, 1, 1, 10)} for row in flat]
    schema = pa.schema([field for field in ARROW if field.name in flat[0]])
    files: dict[str, bytes] = {
        "csv": csv.encode(),
        "json": array(*flat).encode(),
        "jsonl": lines(*flat).encode(),
        "parquet": parquet(*typed, schema=schema),
    }
    found = []
    for ending, data in files.items():
        text = spec.replace("NEW", ending).encode()
        checked = check("x/boxes.tool", Memory({"x/boxes.tool": text, f"x/boxes.{ending}": data}))
        assert checked.program is not None, render_text(checked.diagnostics, colour=False)
        found.append(checked.program.entities["Box"].rows)
    assert found[0] == found[1] == found[2] == found[3]
    assert len(found[0]) == 2 and found[0][1]["note"] == 'q"\\\nä' and isinstance(found[0][0]["share"], float)


def test_json_holds_records_lists_and_links() -> None:
    first, second = rows("json", array(FULL, SECOND))
    assert first["spot"] == {"room": "hall", "number": None} and second["spot"] is None
    assert first["marks"] == (1, 2) and first["shelf"] == ("a", 1) and second["inside"] == "a"
    assert rows("jsonl", lines(FULL, SECOND)) == (first, second)


def test_what_is_missing_has_its_default_or_null() -> None:
    short = {name: value for name, value in FULL.items() if name not in ("note", "weight", "spot", "inside")}
    (row,) = rows("json", array(short))
    assert row["note"] == "none" and row["weight"] is None and list(row) == list(FULL)


@pytest.mark.parametrize("ending", ["json", "jsonl"])
def test_a_byte_order_mark_and_line_ends_do_not_matter(ending: str) -> None:
    text = (array if ending == "json" else lines)(FULL, SECOND).replace("\n", "\r\n")
    assert len(rows(ending, ("\ufeff" + text + "\r\n \r\n").encode())) == 2


def test_no_rows() -> None:
    assert rows("json", "[ ]") == () and rows("jsonl", "\n") == () and rows("jsonl", "") == ()
    assert rows("parquet", parquet(schema=ARROW)) == ()


# ------------------------------------------------------------------ bad cells

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"id": "A"}, "TW0504", '"A"'),
    ({"size": "smal"}, "TW0504", '"smal"'),
    ({"weight": 12}, "TW0504", "12"),
    ({"weight": 1.5}, "TW0504", "1.5"),
    ({"weight": "1"}, "TW0504", '"1"'),
    ({"weight": True}, "TW0504", "true"),
    ({"weight": 10**30}, "TW0504", str(10**30)),
    ({"share": None}, "TW0504", "null"),
    ({"share": {"a": [1]}}, "TW0504", '{"a": [1]}'),
    ({"share": float("nan")}, "TW0504", "NaN"),
    ({"share": float("-inf")}, "TW0504", "-Infinity"),
    ({"made": "2026-02-30"}, "TW0504", '"2026-02-30"'),
    ({"made": ["2026-02-20"]}, "TW0504", '["2026-02-20"]'),
    ({"seen": "2026-02-20"}, "TW0504", '"2026-02-20"'),
    ({"open": 1}, "TW0504", "1"),
    ({"marks": [1, 2.5, "x"]}, "TW0504", "2.5"),
    ({"marks": [1, 2, 3, 4]}, "TW0504", "[1, 2, 3, 4]"),
    ({"marks": 1}, "TW0504", "1"),
    ({"spot": {"room": 5, "number": 1}}, "TW0504", "5"),
    ({"spot": {"number": 1}}, "TW0504", '{"number": 1}'),
    ({"spot": {"room": "x", "numbr": 1}}, "TW0504", '"numbr"'),
    ({"spot": []}, "TW0504", "[]"),
    ({"inside": "zz"}, "TW0505", '"zz"'),
    ({"shelf": ["a", 9]}, "TW0505", '["a", 9]'),
    ({"shelf": ["a", "x"]}, "TW0504", '"x"'),
    ({"shelf": "a"}, "TW0504", '"a"'),
    ({"id": "a"}, "TW0506", '"a"'),
    ({"note": "\ud800"}, "TW0504", '"\\ud800"'),
    ({"stray": 1}, "TW0501", '"stray"'),
    ({"wieght": 1}, "TW0501", '"wieght"'),
]


@pytest.mark.parametrize(("change", "code", "text"), WRONG, ids=lambda value: str(value)[:30])
def test_a_bad_cell_is_shown_at_its_own_place(change: dict[str, Any], code: str, text: str) -> None:
    bad = SECOND | change
    for ending, content in (("json", array(FULL, bad)), ("jsonl", lines(FULL, bad))):
        line, written = content.split("\n")[2 if ending == "json" else 1], json.dumps(bad)
        (name,) = change
        before = written[: written.index(json.dumps(name)) + (0 if code == "TW0501" else len(json.dumps(name)))]
        column = line.index(text, len(before) if code != "TW0501" else 0) + 1
        assert places(ending, content) == [(code, 3 if ending == "json" else 2, column, text)]


def test_a_row_that_lacks_a_field_is_shown_whole() -> None:
    short = {name: value for name, value in FULL.items() if name not in ("size", "made")}
    (found,) = check_file("json", array(short)).diagnostics
    assert found.code == "TW0502" and found.message == "this row of `Box` needs `size` and `made`"
    assert json.loads(found.span.text) == short


def test_a_bad_enum_cell_is_mended_with_its_quotes() -> None:
    (found,) = check_file("json", array(FULL | {"size": "smal"})).diagnostics
    assert found.fix is not None and found.fix.edits[0].text == '"small"'


# ------------------------------------------------------------------ whole files that are refused


def test_other_endings_are_refused() -> None:
    for ending, instead in (
        ("xlsx", "`.csv`"),
        ("ndjson", "`boxes.jsonl`"),
        ("jsn", "`boxes.json`"),
        ("JSON", "`boxes.json`"),
    ):
        (found,) = check_file(ending, "").diagnostics
        assert found.code == "TW0510" and instead in (found.help or ""), found.help


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolwright.dsl.data.json_rows.MAX_ROWS", 60)
    codes = [d.code for d in check_file("jsonl", "{}\n" * 100).diagnostics]
    assert sorted(codes) == ["TW0502"] * 50 + ["TW0511", "TW0513"]


def test_files_that_are_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolwright.dsl.data.files.MAX_BYTES", 60)
    (found,) = check_file("jsonl", "{}\n" * 100).diagnostics
    assert found.code == "TW0511" and "300 bytes" in found.message
