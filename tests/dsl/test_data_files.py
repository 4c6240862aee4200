"""JSON, JSONL and Parquet files: the same rows as from any other file, and mistakes at their own places."""

from __future__ import annotations

import io
import json
import random
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolwright.dsl.check import Checked, check
from toolwright.dsl.data.cells import Key
from toolwright.dsl.data.json_text import Element, Trouble, read_array, read_lines, span_of
from toolwright.dsl.diagnostics.render import render_text
from toolwright.dsl.source import Source

from .test_data import Memory

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


# ------------------------------------------------------------------ broken texts

ONE = json.dumps(FULL)
BROKEN_JSON = [
    ("", 1, 1, ""),
    (ONE, 1, 1, "{"),
    ("3", 1, 1, "3"),
    (f"[{ONE}", 1, len(ONE) + 2, ""),
    (f"[{ONE},]", 1, len(ONE) + 2, ","),
    (f"[{ONE}] x", 1, len(ONE) + 4, "x"),
    (f"[{ONE} {ONE}]", 1, len(ONE) + 3, "{"),
    ('[{"id": "a",}]', 1, 12, ","),
    ('[{"id": [1,]}]', 1, 11, ","),
    ('[{"id" "a"}]', 1, 8, '"'),
    ('[{"id": }]', 1, 9, "}"),
    ('[{"id": "a" "size": 1}]', 1, 13, '"'),
    ("[{'id': 1}]", 1, 3, "'"),
    ('[{"id": "a\n"}]', 1, 11, "\n"),
    ('[{"id": "\\x"}]', 1, 10, "\\"),
    ('[{"id": "a', 1, 9, '"'),
    ('[{"id": 01}]', 1, 10, "1"),
    ('[{"id": "a", "id": "b"}]', 1, 14, '"id"'),
    ("[5]", 1, 2, "5"),
    ("[[]]", 1, 2, "[]"),
    ("[" * 5000, 1, 66, "["),
    ('[{"id": ' * 5000, 1, None, None),
]


@pytest.mark.parametrize(("text", "line", "column", "shown"), BROKEN_JSON, ids=lambda value: str(value)[:20])
def test_what_is_no_json(text: str, line: int, column: int | None, shown: str | None) -> None:
    (found,) = places("json", text)
    assert found[:2] == ("TW0512", line)
    assert column is None or found[2:] == (column, shown)


def test_each_line_of_a_jsonl_file_is_judged_alone() -> None:
    text = f'{ONE}\n{{"id": \n[1]\n{ONE}{ONE}\n{{"id": "b", }}\n{json.dumps(SECOND)}\n'
    assert places("jsonl", text) == [
        ("TW0512", 2, 8, ""),
        ("TW0512", 3, 1, "[1]"),
        ("TW0512", 4, len(ONE) + 1, "{"),
        ("TW0512", 5, 11, ","),
    ]


def test_a_comma_too_many_is_taken_out() -> None:
    text = f"[{ONE},\n]"
    (found,) = check_file("json", text).diagnostics
    assert found.fix is not None
    (edit,) = found.fix.edits
    assert len(rows("json", text[: edit.span.start] + edit.text + text[edit.span.end :])) == 1


def test_a_name_that_stands_twice_deep_inside() -> None:
    text = ONE.replace('{"room": "hall"', '{"room": "x", "room": "hall"')
    assert places("json", f"[{text}]") == [("TW0504", 1, text.rindex('"room"') + 2, '"room"')]


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


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


def strict(text: str) -> Any:
    """What the `json` module reads, refusing what is not JSON; raises ValueError."""

    def pairs(found: list[tuple[str, Any]]) -> Any:
        if len(dict(found)) != len(found):
            raise ValueError("twice")
        return dict(found)

    def constant(word: str) -> Any:
        raise ValueError(word)

    value = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    json.dumps(value, ensure_ascii=False).encode()
    return value


def bads(value: object) -> bool:
    if isinstance(value, list):
        return any(map(bads, value))
    if isinstance(value, dict):
        return any(map(bads, value.values()))
    return not (value is None or isinstance(value, str | int | float))


def agrees(text: str) -> None:
    """Both take *text* for the same list, or both refuse it."""
    source = Source("x.json", text)
    found = list(read_array(source))
    refused = any(isinstance(each, Trouble) for each in found)
    elements = [each for each in found if isinstance(each, Element)]
    try:
        wanted = strict(text)
    except ValueError:
        assert refused or bads([each.value for each in elements])
        return
    if isinstance(wanted, list):
        assert not refused and [each.value for each in elements] == wanted
    else:
        assert refused


@given(st.lists(values, max_size=3), st.sampled_from([None, 1]), st.booleans())
def test_the_json_reader_agrees_with_the_json_module(items: list[Any], indent: int | None, ascii_: bool) -> None:
    agrees(json.dumps(items, indent=indent, ensure_ascii=ascii_))


@given(st.lists(values, min_size=1, max_size=3), st.data())
def test_both_refuse_the_same_broken_texts(items: list[Any], data: st.DataObject) -> None:
    text = json.dumps(items)
    at = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(at, min(at + 3, len(text))))
    agrees(
        text[:at]
        + data.draw(st.sampled_from(["", ",", "]", "}", '"', "1", " ", "\\", "NaN", ":", "\\ud800"]))
        + text[end:]
    )


@given(st.lists(values, max_size=3))
def test_places_hold_what_was_read(items: list[Any]) -> None:
    source = Source("x.json", json.dumps(items, indent=1))

    def look(start: int, path: tuple[Any, ...], value: object) -> None:
        span = span_of(source, start, path)
        assert json.dumps(json.loads(span.text)) == json.dumps(value)
        if isinstance(value, list):
            for position, item in enumerate(value):
                look(start, (*path, position), item)
        elif isinstance(value, dict):
            for name, item in value.items():
                assert json.loads(span_of(source, start, (*path, Key(name))).text) == name
                look(start, (*path, name), item)

    for found, item in zip(read_array(source), items, strict=True):
        look(found.start, (), item)


@given(st.text(alphabet='{}[]",:1a\\\n \u0000\ud800', max_size=30))
def test_any_text_is_answered(text: str) -> None:
    for read in (read_array, read_lines):
        assert isinstance(list(read(Source("x", text))), list)


# ------------------------------------------------------------------ Parquet

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
