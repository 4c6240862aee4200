"""Files, and folders of files, that are written whole or not at all."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from toolwright.runtime.writing import is_stream, whole_file, whole_folder, write_whole

from ..conftest import ROOT


def names(folder: Path) -> list[str]:
    """What *folder* holds."""
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_has_the_mode_that_any_new_file_has(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    write_whole(tmp_path / "new", b"text")
    assert (tmp_path / "new").read_bytes() == b"text"
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_what_fails_midway_leaves_what_was_there(tmp_path: Path) -> None:
    old, mode = tmp_path / "old", 0o640
    old.write_text("before")
    old.chmod(mode)
    with pytest.raises(KeyboardInterrupt), whole_file(old) as file:
        file.write(b"half")
        raise KeyboardInterrupt
    assert old.read_text() == "before" and names(tmp_path) == ["old"]
    write_whole(old, b"after")
    assert old.read_text() == "after" and stat.S_IMODE(old.stat().st_mode) == mode


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "there").write_text("before")
    for name, target in (("one", "far/there"), ("two", "one"), ("three", "far/new")):
        (tmp_path / name).symlink_to(target)
        write_whole(tmp_path / name, name.encode())
        assert (tmp_path / name).readlink() == Path(target) and (tmp_path / name).read_text() == name
    assert names(tmp_path / "far") == ["new", "there"]
    (tmp_path / "round").symlink_to("round")
    with pytest.raises(OSError, match="ymbolic link"):
        write_whole(tmp_path / "round", b"")


def test_a_pipe_stays_a_pipe(tmp_path: Path) -> None:
    pipe, link, got = tmp_path / "pipe", tmp_path / "link", list[bytes]()
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    for path in (pipe, link):
        reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
        reader.start()
        write_whole(path, b"text")
        reader.join()
    assert got == [b"text", b"text"] and stat.S_ISFIFO(pipe.stat().st_mode) and link.is_symlink()
    assert is_stream(link) and not any(map(is_stream, (tmp_path, tmp_path / "none", Path(__file__))))
    assert names(tmp_path) == ["link", "pipe"]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        write_whole(tmp_path, b"")


def held(folder: Path) -> dict[str, str]:
    """Every file below *folder* with what it holds."""
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def filled(folder: Path) -> Path:
    """*folder* with outputs of an earlier time, and with what is none."""
    (folder / "models").mkdir(parents=True)
    for name in ("one", "two", "models/old", "own"):
        (folder / name).write_text("before")
    return folder


def test_outputs_take_the_places_of_earlier_ones_and_of_nothing_else(tmp_path: Path) -> None:
    for out in (tmp_path / "new", filled(tmp_path / "filled")):
        with whole_folder(out, ("one", "two"), ("models",)) as folder:
            (folder / "models").mkdir()
            for name in ("one", "models/new"):
                (folder / name).write_text("after")
        own = {"own": "before"} if out.name == "filled" else {}
        assert held(out) == {"one": "after", "models/new": "after"} | own
        assert names(out) == sorted({"models", "one", *own})


@pytest.mark.parametrize("out", ["new", "filled"])
def test_outputs_that_fail_midway_leave_what_was_there(tmp_path: Path, out: str) -> None:
    filled(tmp_path / "filled")
    before = held(tmp_path)
    with pytest.raises(KeyboardInterrupt), whole_folder(tmp_path / out, ("one", "two"), ("models",)) as folder:
        (folder / "one").write_text("after")
        raise KeyboardInterrupt
    assert held(tmp_path) == before and names(tmp_path) == ["filled"]
    assert names(tmp_path / "filled") == ["models", "one", "own", "two"]


def test_outputs_that_cannot_be_put_in_place_leave_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, rename = filled(tmp_path / "out"), Path.rename

    def refusing(self: Path, target: Path) -> Path:
        if target == out / "two" and self.parent.name == "new":
            raise OSError(5, "Input/output error")
        return rename(self, target)

    before = held(out)
    with pytest.raises(OSError, match="Input/output"), whole_folder(out, ("one", "two"), ("models",)) as folder:
        monkeypatch.setattr(Path, "rename", refusing)
        for name in ("one", "two"):
            (folder / name).write_text("after")
    monkeypatch.undo()
    assert held(out) == before and names(out) == ["models", "one", "own", "two"]


def test_outputs_of_a_process_that_is_killed_are_in_nobodys_way(tmp_path: Path) -> None:
    out = filled(tmp_path / "out")
    code = (
        "import os, signal; from pathlib import Path; from toolwright.runtime.writing import whole_folder\n"
        f"with whole_folder(Path({str(out)!r}), ('one', 'two')) as folder:\n"
        "    (folder / 'one').write_text('after')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", code], cwd=ROOT)
    assert killed.returncode == -signal.SIGKILL
    seen = {name: text for name, text in held(out).items() if not name.startswith(".unfinished-")}
    assert seen == {"one": "before", "two": "before", "models/old": "before", "own": "before"}
    with whole_folder(out, ("one", "two")) as folder:
        (folder / "one").write_text("after")
    assert (out / "one").read_text() == "after" and not (out / "two").exists()


def test_an_output_is_no_file_where_a_folder_stands_nor_the_other_way_round(tmp_path: Path) -> None:
    out = filled(tmp_path / "out")
    for files, folders in ((("models",), ()), ((), ("one",))):
        with pytest.raises(OSError, match="irectory"), whole_folder(out, files, folders):
            pytest.fail("told before anything is written")
    assert names(out) == ["models", "one", "own", "two"]


@pytest.mark.parametrize("number", [1, 2])
def test_what_is_open_already_is_written_on_where_it_stands(tmp_path: Path, number: int) -> None:
    path = f"/dev/fd/{number}"  # where nothing can be put by mistake, as it could in place of /dev/stdout
    said = tmp_path / "said"
    code = (
        f"import os; from pathlib import Path; from toolwright.runtime.writing import write_whole;"
        f"os.write({number}, b'a'); write_whole(Path({path!r}), b'b'); os.write({number}, b'c')"
    )
    with said.open("wb") as file:
        stdout, stderr = (file, None) if number == 1 else (None, file)
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, stdout=stdout, stderr=stderr)
    assert said.read_text() == "abc" and names(tmp_path) == ["said"]
