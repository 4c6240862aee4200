"""`toolwright check --fix` on real files."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolwright.cli import run

WRONG = """library atlas { title: "Atlas", domian: geography }
entity City key id { id: str, country: Contry }
entity Country key id { id: str, name: str? }
data Country from "countries.csv"
data City { | id | country | | "oslo" | "no" | }
fn known(c: Country) -> bool = c.name != None
"""
MENDED = WRONG.replace("domian", "domain").replace("Contry", "Country").replace("None", "null")


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "project" / "atlas.tool"
    path.parent.mkdir()
    path.write_text(WRONG, encoding="utf-8")
    (path.parent / "countries.csv").write_text("id,name\nno,Norway\n", encoding="utf-8")
    return path


def test_fixes_are_written_and_told(spec: Path, capfd: pytest.CaptureFixture[str]) -> None:
    spec.chmod(0o640)
    assert run(["check", "--fix", str(spec)]) == 0
    out, err = capfd.readouterr()
    assert spec.read_text(encoding="utf-8") == MENDED
    assert out == "" and "TW0905 write `domain`" in err and "nothing to report" in err
    assert spec.stat().st_mode & 0o777 == 0o640
    assert sorted(p.name for p in spec.parent.iterdir()) == ["atlas.tool", "countries.csv"]
    assert run(["check", "--fix", str(spec)]) == 0
    assert "fixed" not in capfd.readouterr().err


def test_a_diff_writes_nothing(spec: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--fix", "--diff", str(spec)]) == 1
    out, _ = capfd.readouterr()
    assert spec.read_text(encoding="utf-8") == WRONG
    assert f"--- a/{spec}" in out and "-fn known(c: Country) -> bool = c.name != None\n" in out
    spec.write_text(MENDED, encoding="utf-8")
    assert run(["check", "--fix", "--diff", str(spec)]) == 0
    assert capfd.readouterr().out == ""


def test_line_ends_and_a_byte_order_mark_stay(spec: Path) -> None:
    spec.write_bytes(b"\xef\xbb\xbf" + WRONG.replace("\n", "\r\n").encode())
    assert run(["check", "--fix", str(spec)]) == 0
    assert spec.read_bytes() == b"\xef\xbb\xbf" + MENDED.replace("\n", "\r\n").encode()


def test_what_does_not_mend_itself_is_left_and_reported(spec: Path, capfd: pytest.CaptureFixture[str]) -> None:
    spec.write_text(WRONG + "const A = nowhere_to_be_found\n", encoding="utf-8")
    assert run(["check", "--fix", str(spec)]) == 1
    assert "TW0201" in capfd.readouterr().err
    assert spec.read_text(encoding="utf-8") == MENDED + "const A = nowhere_to_be_found\n"


def test_files_that_are_only_imported_are_not_touched(spec: Path) -> None:
    main = spec.parent.parent / "main" / "main.tool"
    main.parent.mkdir()
    text = 'library main { title: "Main" }\nimport City from "../project/atlas.tool"\nfn id_of(c: Citi) -> str = c.id\n'
    main.write_text(text, encoding="utf-8")
    assert run(["check", "--fix", str(main)]) == 1
    assert spec.read_text(encoding="utf-8") == WRONG
    assert "Citi)" not in main.read_text(encoding="utf-8")
    assert run(["check", "--fix", str(spec.parent.parent)]) == 0
    assert spec.read_text(encoding="utf-8") == MENDED


def test_data_files_are_touched_where_the_fix_is_for_them(spec: Path) -> None:
    spec.write_text(
        MENDED.replace("name: str?", 'name: "Norway" | "Sweden" | null'.replace(" | null", "")).replace(
            "fn known(c: Country) -> bool = c.name != null\n", ""
        ),
        encoding="utf-8",
    )
    table = spec.parent / "countries.csv"
    table.write_text('id,name\nno,"Norwai"\n', encoding="utf-8")
    assert run(["check", "--fix", str(spec)]) == 0
    assert table.read_text(encoding="utf-8") == 'id,name\nno,"Norway"\n'


def test_a_file_that_cannot_be_written_is_told(
    spec: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.replace", refuse)
    assert run(["check", "--fix", str(spec)]) == 2
    assert "cannot be written: permission denied" in capfd.readouterr().err
    assert spec.read_text(encoding="utf-8") == WRONG


def test_diff_without_fix_is_refused(spec: Path) -> None:
    assert run(["check", "--diff", str(spec)]) == 2
