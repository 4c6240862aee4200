"""What the fuzzer puts into texts: strange characters, what nests, files of rows."""

from __future__ import annotations

from io import BytesIO

import pyarrow.parquet

STRANGE = (
    *"\ufeff\u202e\u2028\x85\x0b\r\t\x00é\u0301漢😀\U0010ffff\u00a0\u200b\u0131ﬁ٣²\x7f`'\\$#",
    *("\r\n", "\x1b[31m", "```", '"""', "# allow TW0802: x\n", "# fmt: off\n"),
)
NESTING = (
    ("(", "1", ")"),
    ("[", "", "]"),
    ("{a: ", "1", "}"),
    ("not ", "true", ""),
    ("-", "1", ""),
    ("if a then ", "1", " else 2"),
    ("if a then 1 else ", "2", ""),
    ("1 + ", "1", ""),
    ("a ?? ", "b", ""),
    ("a and ", "b", ""),
    ("f(", "", ")"),
    ("[x for x in ", "City", "]"),
    ("count([x for x in City if ", "true", "])"),
    ("", "a", ".b"),
    ("", "a", "?.b"),
    ("", "a", "[0]"),
    ('$"""{', "a", '}"""'),
    ("list[", "int", "]"),
    ("{a: ", "int", "}"),
    ("if a { ", "return 1", " }"),
    ("for x in City { ", "", "}"),
    ("@a ", "tool", ""),
)
"""What stands before, in the middle and behind of something that nests."""

ROWS_SPEC = """
library l { title: "x" }
enum Size { small, large }
entity Town key name {
  name: str(1..9), size: Size, people: int(0..), area: float, founded: date?, tags: list[str], near: Town?
}
data Town from "rows.SUFFIX"
"""


def _parquet() -> bytes:
    buffer = BytesIO()
    columns = {
        "name": ["Oslo", "Bergen"],
        "size": ["small", "large"],
        "people": [7, 12],
        "area": [1.5, 2.0],
        "tags": [["a"], []],
    }
    pyarrow.parquet.write_table(pyarrow.table(columns), buffer)
    return buffer.getvalue()


_CSV = """name,size,people,area,founded,tags,near
"Os,lo",small,7,1.5,2020-01-01,"[""a""]",
Bergen,large,12,2.0,,[],"Os,lo"
"""
_OSLO = b'{"name": "Oslo", "size": "small", "people": 7, "area": 1.5, "founded": "2020-01-01", "tags": ["a"]}'
_BERGEN = b'{"name": "Bergen", "size": "large", "people": 12, "area": 2, "tags": [], "near": "Oslo"}'
ROW_FILES = (
    ("csv", _CSV.encode()),
    ("json", b"[" + _OSLO + b",\n " + _BERGEN + b"]\n"),
    ("jsonl", _OSLO + b"\n" + _BERGEN + b"\n"),
    ("parquet", _parquet()),
)
ROW_CHUNKS = (
    *(b"", b'"', b",", b"\n", b"{", b"}", b"[" * 3000, b"null", b"1e999", b"\xff", b"\\u", b"NaN", b"9" * 400),
    *(b"true", b"-0.0", b'{"a": 1}', b"[1, [2]]", b"2024-13-01", b"\r\n", b";", b"\x00"),
)
"""What is put into files of rows."""
