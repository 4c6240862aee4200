"""Lock files: round trips, what counts as a change, and whatever else may stand in such a file."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolwright.dsl.diagnostics.render import render_json, render_text
from toolwright.dsl.program import SpecFile
from toolwright.dsl.project.lock import Lock, Locked, Read, changes, locked, packages, read, render

HASHES = st.text("0123456789abcdef", min_size=64, max_size=64)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SCENARIOS = st.builds(
    Locked,
    st.dictionaries(TEXTS, HASHES, max_size=4),
    st.dictionaries(TEXTS, TEXTS, max_size=2),
    st.dictionaries(TEXTS, TEXTS, max_size=2),
)
LOCKS = st.dictionaries(TEXTS, SCENARIOS, max_size=3)
A, B, C = "a" * 64, "b" * 64, "c" * 64
WAS = Locked(
    {"../lib/geo.tool": A, "data/x.csv": A, "worlds:a.tool": A, "worlds:b.csv": A},
    {"worlds": "geo-worlds==1.2.0"},
    {"mimesis": "22.2.0"},
)


def text(lock: Lock) -> bytes:
    return render(lock).encode()


def codes(now: Locked, *, strict: bool, was: Locked = WAS, name: str = "trip.tool") -> list[tuple[str, str]]:
    """Codes and marked texts of what is found."""
    lock = read("specs/toolwright.lock", text({"trip.tool": was}))
    found = changes(lock, name, f"specs/{name}", now, strict=strict)
    for diagnostic in found:
        assert f"`toolwright lock specs/{name}`" in (diagnostic.help or "")
    return [(diagnostic.code, diagnostic.span.text) for diagnostic in found]


@given(LOCKS)
def test_what_is_written_is_what_is_read(lock: dict[str, Locked]) -> None:
    data = text(lock)
    found = read("toolwright.lock", data)
    assert (found.lock, found.diagnostics) == (lock, ())
    assert data.endswith(b"}\n")
    backwards = {name: replace(lock[name], files=dict(list(lock[name].files.items())[::-1])) for name in [*lock][::-1]}
    assert text(backwards) == data


@given(SCENARIOS)
def test_nothing_has_changed_where_nothing_has_changed(one: Locked) -> None:
    assert codes(one, strict=True, was=one) == []


@given(SCENARIOS, SCENARIOS)
def test_every_change_is_found_when_asked_for(was: Locked, now: Locked) -> None:
    lock = read("toolwright.lock", text({"trip.tool": was}))
    found = changes(lock, "trip.tool", "trip.tool", now, strict=True)
    lax = changes(lock, "trip.tool", "trip.tool", now, strict=False)
    packages_alone = Locked(was.files, now.packages, was.depends_on)
    # Which packages there are follows from the files.
    assert bool(found) == (was != now) or packages_alone == now
    assert {d.code for d in lax} <= {"TW0915"}
    assert set(map(str, lax)) <= set(map(str, found))


def test_a_scenario_is_made_from_files_but_not_from_itself() -> None:
    files = [SpecFile("trip.tool", A), SpecFile("../lib/geo.tool", B), SpecFile("worlds:a.tool", C)]
    assert packages(files) == ("worlds",)
    assert locked(files, {"worlds": "w==1"}, {}) == Locked(
        {"../lib/geo.tool": B, "worlds:a.tool": C}, {"worlds": "w==1"}, {}
    )
    assert locked([], {}, {}) == Locked()


@pytest.mark.parametrize(
    ("now", "lax", "strict"),
    [
        (WAS, [], []),
        # a file of the project
        (replace(WAS, files={**WAS.files, "data/x.csv": B}), [], [("TW0916", '"data/x.csv"')]),
        (replace(WAS, files={**WAS.files, "data/y.csv": B}), [], [("TW0916", '"files"')]),
        (
            replace(WAS, files={path: sha for path, sha in WAS.files.items() if path != "data/x.csv"}),
            [],
            [("TW0916", '"data/x.csv"')],
        ),
        # a package
        (replace(WAS, packages={"worlds": "geo-worlds==1.3.0"}), [], [("TW0916", '"worlds"')]),
        (
            replace(WAS, files={**WAS.files, "worlds:b.csv": B}),
            [("TW0915", '"worlds:b.csv"')],
            [("TW0915", '"worlds:b.csv"')],
        ),
        (
            replace(
                WAS,
                files={**WAS.files, "worlds:a.tool": B, "worlds:b.csv": B},
                packages={"worlds": "geo-worlds==2.0.0"},
            ),
            [("TW0915", '"worlds:a.tool"')],
            [("TW0915", '"worlds:a.tool"')],
        ),
        (replace(WAS, files={**WAS.files, "worlds:c.csv": B}), [], [("TW0916", '"files"')]),
        # what rows depend on
        (replace(WAS, depends_on={"mimesis": "23"}), [("TW0915", '"mimesis"')], [("TW0915", '"mimesis"')]),
        (replace(WAS, depends_on={}), [], [("TW0916", '"mimesis"')]),
        (replace(WAS, depends_on={**WAS.depends_on, "draw": "1"}), [], [("TW0916", '"depends_on"')]),
    ],
)
def test_what_a_check_refuses(now: Locked, lax: list[tuple[str, str]], strict: list[tuple[str, str]]) -> None:
    assert codes(now, strict=False) == lax
    assert codes(now, strict=True) == strict


def test_what_is_said_of_a_changed_package() -> None:
    lock = read("toolwright.lock", text({"trip.tool": WAS}))
    files = {**WAS.files, "worlds:a.tool": B, "worlds:b.csv": B}
    (newer,) = changes(lock, "trip.tool", "trip.tool", replace(WAS, files=files), strict=False)
    assert newer.notes == ("it is still geo-worlds==1.2.0, whose files were changed in place",)
    now = replace(WAS, files=files, packages={"worlds": "geo-worlds==1.3.0"})
    (newer,) = changes(lock, "trip.tool", "trip.tool", now, strict=False)
    assert newer.message == "`worlds:a.tool` (and 1 more of its files) is not what was locked"
    assert newer.notes == ("locked with geo-worlds==1.2.0, and geo-worlds==1.3.0 is installed",)


def test_a_scenario_that_is_not_in_the_lock() -> None:
    assert codes(WAS, strict=False, name="other.tool") == []
    assert codes(WAS, strict=True, name="other.tool") == [("TW0917", '"scenarios"')]
    empty = read("toolwright.lock", text({}))
    assert [d.code for d in changes(empty, "x.tool", "x.tool", WAS, strict=True)] == ["TW0917"]


# ------------------------------------------------------------------ broken files

GOOD = render({"trip.tool": WAS, "walk.tool": Locked({"data/x.csv": A})})


def only(content: str | bytes) -> tuple[str, int, str]:
    """The one finding about a lock file: code, line, message; every form can show it."""
    found: Read = read("specs/toolwright.lock", content.encode() if isinstance(content, str) else content)
    assert found.lock is None
    (diagnostic,) = found.diagnostics
    assert diagnostic.span.end <= len(found.source.text)
    assert render_text([diagnostic], colour=False).encode() and render_json([diagnostic])
    assert diagnostic.help == "write it anew: `toolwright lock specs`"
    return diagnostic.code, found.source.position(diagnostic.span.start)[0], diagnostic.message


def line_of(part: str, number: int = 1) -> int:
    at = -1
    for _ in range(number):
        at = GOOD.index(part, at + 1)
    return GOOD.count("\n", 0, at) + 1


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("", 1, "this is not JSON: expecting value"),
        ("[]", 1, "this is not a lock file: it holds no object"),
        ("{}", 1, "this lock has the format null, and this Toolwright reads format 1"),
        (
            GOOD.replace('"format": 1', '"format": 2'),
            2,
            "this lock has the format 2, and this Toolwright reads format 1",
        ),
        (GOOD.replace('"format": 1', '"format": true'), 2, "this lock has the format true"),
        (GOOD.replace('"scenarios"', '"scenario"'), 3, "a lock has no entry `scenario` here"),
        ('{\n"format": 1\n}', 1, "`scenarios` is missing, or is not an object"),
        (
            GOOD.replace('"walk.tool": {', '"walk.tool": {"x": {},'),
            line_of('"walk.tool"'),
            "a lock has no entry `x` here",
        ),
        (
            GOOD.replace(
                f'"data/x.csv": "{A}"\n      }},\n      "packages": {{}}', '"data/x.csv": 5 }, "packages": {}'
            ),
            line_of('"data/x.csv"', 2),
            "`data/x.csv` is not a text",
        ),
        (GOOD.replace(A, A[:-1], 1), line_of('"../lib/geo.tool"'), "`../lib/geo.tool` has no SHA-256 in hexadecimal"),
        (
            GOOD.replace('"../lib/geo.tool"', '"data/x.csv"'),
            line_of('"../lib/geo.tool"'),
            "`data/x.csv` stands there twice",
        ),
        (
            GOOD.replace('      "depends_on": {\n', '<<<<<<< HEAD\n      "depends_on": {\n'),
            line_of('"depends_on"'),
            "this is not JSON: expecting property name enclosed in double quotes",
        ),
    ],
)
def test_a_broken_lock_is_told_at_its_line(content: str, line: int, message: str) -> None:
    code, at, said = only(content)
    assert (code, at) == ("TW0914", line)
    assert said.startswith(message)


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"format": ' + b"9" * 5_000 + b"}",
        b'{"format": 1, "scenarios": {"\\ud800": 5}}',
        b'{"format": NaN, "scenarios": {}}',
        b"\0",
    ],
)
def test_no_lock_is_too_broken(content: bytes) -> None:
    assert only(content)[0] == "TW0914"


@given(st.data())
def test_no_damage_is_too_much(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(start, min(len(GOOD), start + 20)))
    found = read(
        "toolwright.lock", (GOOD[:start] + data.draw(st.text(max_size=5)) + GOOD[end:]).encode("utf-8", "replace")
    )
    assert (found.lock is None) == (len(found.diagnostics) == 1)


def test_a_lock_is_json_with_one_entry_a_line() -> None:
    assert list(json.loads(GOOD)) == ["format", "scenarios"]
    assert sum(line.strip().startswith('"data/x.csv"') for line in GOOD.splitlines()) == 2
    assert read("x", GOOD.replace("\n", "\r\n").encode("utf-8-sig")).lock == read("x", GOOD.encode()).lock
