"""Rows: tables, CSV files, and where their mistakes are shown."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolwright.dsl.check import Checked, check
from toolwright.dsl.data.csv_cells import CsvCells
from toolwright.dsl.program import Entity
from toolwright.dsl.source import Source

from .corpus import Memory

SPEC = """library boxes { title: "Boxes" }
enum Size { small, large }
entity Shelf key room, number { room: str, number: int }
data Shelf { | room | number | | "a" | 1 | | "a" | 2 | }
entity Box key id {
  id: str(pattern="[a-z]+"),
  size: Size,
  weight: int(0..9)?,
  share: float,
  made: date,
  note: str = "none",
  open: bool,
  marks: list[int],
  inside: Box?,
  shelf: Shelf,
}
data Box from "data/boxes.csv"
"""
HEADER = "id,size,weight,share,made,note,open,marks,inside,shelf\n"
FIRST = "a,small,1,2,2026-01-01,first,true,1;2,,a;1\n"


def check_csv(text: str | bytes) -> Checked:
    data = text if isinstance(text, bytes) else text.encode()
    return check("x/boxes.tool", Memory({"x/boxes.tool": SPEC.encode(), "x/data/boxes.csv": data}))


def boxes(text: str) -> Entity:
    checked = check_csv(text)
    assert checked.diagnostics == (), [d.message for d in checked.diagnostics]
    assert checked.program is not None
    return checked.program.entities["Box"]


def places(text: str) -> list[tuple[str, int, int, str]]:
    """Code, line, column and text of each finding in a CSV file."""
    found = []
    for diagnostic in check_csv(text).diagnostics:
        assert diagnostic.span.source.name == "x/data/boxes.csv"
        line, column = diagnostic.span.source.position(diagnostic.span.start)
        found.append((diagnostic.code, line, column, diagnostic.span.text))
    return found


def test_every_type_is_read_from_a_csv_file() -> None:
    (row,) = boxes(HEADER + FIRST).rows
    assert row == {
        "id": "a",
        "size": "small",
        "weight": 1,
        "share": 2.0,
        "made": "2026-01-01",
        "note": "first",
        "open": True,
        "marks": (1, 2),
        "inside": None,
        "shelf": ("a", 1),
    }
    assert isinstance(row["share"], float)


def test_columns_come_in_any_order_and_defaults_fill_in() -> None:
    text = "shelf,marks,open,made,share,size,id\na;2,,false,2026-01-01,0.5,large,b\n"
    (row,) = boxes(text).rows
    assert list(row) == ["id", "size", "weight", "share", "made", "note", "open", "marks", "inside", "shelf"]
    assert row["note"] == "none" and row["weight"] is None and row["marks"] == () and row["shelf"] == ("a", 2)


def test_empty_cells() -> None:
    (row,) = boxes(HEADER + "a,small,,2,2026-01-01,,true,,,a;1\n").rows
    assert row["weight"] is None and row["note"] == "" and row["marks"] == ()
    assert places(HEADER + "a,,1,,,x,,,,\n") == [
        ("TW0504", 2, 3, ""),
        ("TW0504", 2, 6, ""),
        ("TW0504", 2, 7, ""),
        ("TW0504", 2, 10, ""),
        ("TW0504", 2, 13, ""),
    ]


def test_quotes_blank_lines_and_line_ends() -> None:
    text = "\ufeff" + HEADER.replace("\n", "\r\n") + '\r\na,small,1,2,2026-01-01,"a ""b"", c\r\nd",true,1,,a;1\r\n'
    (row,) = boxes(text).rows
    assert row["note"] == 'a "b", c\r\nd'


def test_a_bad_cell_is_shown_at_its_own_place() -> None:
    text = HEADER + FIRST + 'b,"smal",12,x,2026-02-30,"a\nb",yes,1;q,a,a;1\nC,small,1,1,2026-01-01,,true,,zz,a;9\n'
    assert places(text) == [
        ("TW0504", 3, 4, "smal"),
        ("TW0504", 3, 10, "12"),
        ("TW0504", 3, 13, "x"),
        ("TW0504", 3, 15, "2026-02-30"),
        ("TW0504", 4, 4, "yes"),
        ("TW0504", 4, 8, "1;q"),
        ("TW0504", 5, 1, "C"),
        ("TW0505", 5, 31, "zz"),
        ("TW0505", 5, 34, "a;9"),
    ]


def test_a_bad_enum_cell_says_what_was_meant() -> None:
    (found,) = check_csv(HEADER + FIRST.replace("small", "smal")).diagnostics
    assert found.help == "did you mean `small`?"
    assert found.fix is not None and found.fix.edits[0].text == "small"


@pytest.mark.parametrize("cell", ["1_000", " 1", "1.5", "+", "١", "9" * 30, "1e3", "0x1", "--1", "nan"])
def test_what_is_no_whole_number(cell: str) -> None:
    assert places(HEADER + FIRST.replace(",1,2,", f",{cell},2,")) == [("TW0504", 2, 9, cell)]


@pytest.mark.parametrize("cell", ["nan", "inf", "1e999", "1,5", "1_0.0", "½"])
def test_what_is_no_number(cell: str) -> None:
    quoted = f'"{cell}"'
    assert places(HEADER + FIRST.replace(",1,2,", f",1,{quoted},")) == [("TW0504", 2, 12, cell)]


def test_rows_link_to_rows_that_come_later() -> None:
    second = FIRST.replace("a,small", "b,small", 1)
    rows = boxes(HEADER + FIRST.replace(",,a;1", ",b,a;1") + second).rows
    assert [row["inside"] for row in rows] == ["b", None]


def test_a_key_is_used_once() -> None:
    (found,) = check_csv(HEADER + FIRST + FIRST).diagnostics
    assert found.code == "TW0506"
    assert found.span.source.position(found.span.start) == (3, 1)
    assert found.labels[0].span.source.position(found.labels[0].span.start) == (2, 1)


def test_headers() -> None:
    assert places("id,sise" + HEADER[7:] + FIRST) == [("TW0501", 1, 4, "sise")]
    assert places("id," + HEADER + "z," + FIRST) == [("TW0501", 1, 4, "id")]
    assert places(HEADER.replace(",made", "") + FIRST.replace(",2026-01-01", "")) == [
        ("TW0502", 1, 1, HEADER.replace(",made", "").strip())
    ]


def test_ragged_rows() -> None:
    assert places(HEADER + "a,small\n" + FIRST.replace("a,", "b,", 1).strip() + ",9\n") == [
        ("TW0503", 2, 8, ""),
        ("TW0503", 3, 44, "9"),
    ]


def test_what_is_no_csv_file() -> None:
    assert places("") == [("TW0509", 1, 1, "")]
    assert places(HEADER + FIRST + 'b,"a,b\nc,d\n') == [("TW0509", 3, 3, '"')]
    assert [d.code for d in check_csv(b"\xff\xfe\x00").diagnostics] == ["TW0113"]
    assert [d.code for d in check_csv(HEADER.encode() + b"\x00").diagnostics] == ["TW0113"]


def test_a_quote_that_closes_too_late_is_told_at_both_ends() -> None:
    (found,) = check_csv(HEADER + FIRST + 'b,"sma""ll,1\nc,"small",2\n').diagnostics
    assert (found.code, found.span.source.position(found.span.start)) == ("TW0509", (4, 3))
    assert [each.span.source.position(each.span.start) for each in found.labels] == [(3, 3)]
    assert found.help == 'a quote inside of a quoted cell is written twice: `"a ""b"" c"`'


def test_a_key_with_blanks_around_it_is_to_blame_for_links_without() -> None:
    second = FIRST.replace("a,small", "b,small", 1)
    spaced = SPEC.replace('pattern="[a-z]+"', 'pattern="[a-z ]+"')
    rows = HEADER + FIRST.replace("a,", "a ,", 1).replace(",,a;1", ",b,a;1") + second.replace(",,a;1", ",a,a;1")
    files = Memory({"boxes.tool": spaced.encode(), "data/boxes.csv": rows.encode()})
    (found,) = check("boxes.tool", files).diagnostics
    assert (found.code, found.span.source.position(found.span.start)[0]) == ("TW0505", 3)
    assert [(each.span.text, each.text) for each in found.labels] == [("a ", "this key has blanks around it")]
    assert (found.help, found.fix) == ("take the blanks out of the key `a `", None)


def test_a_missing_file_is_named() -> None:
    (found,) = check("boxes.tool", Memory({"boxes.tool": SPEC.encode()})).diagnostics
    assert found.code == "TW0901" and found.message.startswith("`data/boxes.csv` cannot be read")
    assert found.span.text == 'from "data/boxes.csv"'


def test_many_bad_cells_take_no_long_time() -> None:
    wrong = "".join(f"k{n},tiny,x,y,z,,maybe,q,none,nowhere\n" for n in range(2000))
    found = check_csv(HEADER + wrong).diagnostics
    assert len(found) < 1000
    more = [d for d in found if d.code == "TW0513"]
    assert "`weight`" in more[2].message and "1,949 more rows" in more[2].message


@pytest.mark.parametrize("mark", [";", "\t"])
def test_other_separators_are_named(mark: str) -> None:
    (found,) = check_csv((HEADER + FIRST).replace(",", mark)).diagnostics
    assert found.code == "TW0509" and "separated by" in found.message


def test_a_header_alone_is_a_file_without_rows() -> None:
    assert boxes(HEADER).rows == ()


def test_lines_end_in_any_way() -> None:
    second = FIRST.replace("a,small", "b,small", 1)
    assert len(boxes(HEADER + FIRST.replace("\n", "\r\n") + second.replace("\n", "")).rows) == 2


def test_what_was_left_out_breaks_no_links() -> None:
    assert [code for code, *_ in places(HEADER + "b,small\n" + FIRST.replace(",,a;1", ",b,a;1"))] == ["TW0503"]


CELLS = st.text(alphabet='ab,"\n\r ;', max_size=5)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=4), st.sampled_from(["\n", "\r\n"]))
def test_places_hold_what_the_csv_module_reads(records: list[list[str]], end: str) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator=end).writerows(records)
    text = out.getvalue()
    found = CsvCells(Source("x.csv", text))
    read = [record for record in csv.reader(io.StringIO(text, newline=""), strict=True) if record]
    for number, record in enumerate(read):
        for column, value in enumerate(record):
            assert found.span(number, column).text.replace('""', '"') == value
