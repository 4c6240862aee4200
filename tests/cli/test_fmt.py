from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from toolwright.cli import run

from ..conftest import ROOT

UGLY = 'library   a { title : "A" } # kept\nconst A   = 1'
PRETTY = 'library a {\n  title: "A",\n} # kept\n\nconst A = 1\n'


def fmt(*arguments: object, text: str | bytes = b"") -> subprocess.CompletedProcess[str]:
    """`toolwright fmt` in a process of its own; no traceback in any case."""
    command = [sys.executable, "-m", "toolwright", "fmt", *map(str, arguments)]
    data = text.encode() if isinstance(text, str) else text
    done = subprocess.run(command, cwd=ROOT, input=data, capture_output=True, check=False)
    out, err = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in out + err
    return subprocess.CompletedProcess(command, done.returncode, out, err)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ugly.tool").write_text(UGLY, encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "pretty.tool").write_text(PRETTY, encoding="utf-8")
    return tmp_path


def test_a_folder_is_formatted_and_then_clean(folder: Path) -> None:
    pretty = folder / "sub" / "pretty.tool"
    os.utime(pretty, (1, 1))
    (folder / "ugly.tool").chmod(0o640)
    first = fmt(folder)
    assert (first.returncode, first.stdout, first.stderr) == (0, "", "1 formatted, 1 in style already\n")
    assert (folder / "ugly.tool").read_text(encoding="utf-8") == PRETTY
    assert stat.S_IMODE((folder / "ugly.tool").stat().st_mode) == 0o640
    assert pretty.stat().st_mtime == 1
    assert sorted(path.name for path in folder.iterdir()) == ["sub", "ugly.tool"]
    again = fmt("--check", folder)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "2 in style already\n")


def test_check_and_diff_change_nothing(folder: Path) -> None:
    check = fmt("--check", folder)
    assert (check.returncode, check.stderr) == (1, "1 would change, 1 in style already\n")
    assert check.stdout == f"{(folder / 'ugly.tool').as_posix()}\n"
    diff = fmt("--diff", folder / "ugly.tool")
    assert diff.returncode == 0
    assert "\n-const A   = 1\n\\ No newline at end of file\n" in diff.stdout
    assert "\n+const A = 1\n" in diff.stdout
    assert fmt("--diff", "--check", folder).returncode == 1
    assert (folder / "ugly.tool").read_text(encoding="utf-8") == UGLY


def test_syntax_errors_leave_their_file_alone(folder: Path) -> None:
    broken = folder / "broken.tool"
    broken.write_bytes(b"const A   = 1\r\nconst B = = 2\n")
    binary = folder / "binary.tool"
    binary.write_bytes(b"\xff\xfe\0")
    done = fmt(folder)
    assert done.returncode == 1
    assert "TW0101" in done.stderr and "TW0113" in done.stderr
    assert done.stderr.endswith("1 formatted, 1 in style already, 2 left alone for errors\n")
    assert broken.read_bytes() == b"const A   = 1\r\nconst B = = 2\n"
    assert binary.read_bytes() == b"\xff\xfe\0"


def test_standard_input_goes_to_standard_output() -> None:
    done = fmt("-", text="\ufeff" + UGLY.replace("\n", "\r\n"))
    assert (done.returncode, done.stdout, done.stderr) == (0, PRETTY, "")
    assert fmt("-", "--check", text=UGLY).returncode == 1
    checked = fmt("-", "--check", text=PRETTY)
    assert (checked.returncode, checked.stdout) == (0, "")
    broken = fmt("-", "--stdin-filename", "shop.tool", text="const A = = 1")
    assert (broken.returncode, broken.stdout) == (1, "")
    assert "shop.tool:1:11" in broken.stderr


def test_links_are_followed_where_they_are_named_and_stay_links(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    target = tmp_path_factory.mktemp("elsewhere") / "target.tool"
    target.write_text(UGLY, encoding="utf-8")
    link = folder / "link.tool"
    link.symlink_to(target)
    fmt(folder)
    assert target.read_text(encoding="utf-8") == UGLY
    fmt(link)
    assert target.read_text(encoding="utf-8") == PRETTY and link.is_symlink()


@pytest.mark.parametrize("arguments", [[], ["nowhere.tool"], ["-", "specs"], ["--nonsense", "specs"]], ids=" ".join)
def test_usage(arguments: list[str]) -> None:
    done = fmt(*arguments)
    assert (done.returncode, done.stdout) == (2, "")


def test_a_disk_that_fails_leaves_the_file_whole_and_the_others_are_formatted(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / "other.tool").write_text(UGLY, encoding="utf-8")
    replace = Path.replace

    def fail(self: Path, target: Path) -> Path:
        if target.name == "ugly.tool":
            raise OSError(errno.ENOSPC, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail)
    assert run(["fmt", str(folder)]) == 2
    _, err = capfd.readouterr()
    assert f"{folder.as_posix()}/ugly.tool: No space left on device" in err
    assert (folder / "ugly.tool").read_text(encoding="utf-8") == UGLY
    assert (folder / "other.tool").read_text(encoding="utf-8") == PRETTY
    assert sorted(path.name for path in folder.iterdir()) == ["other.tool", "sub", "ugly.tool"]
