"""What commands write: links and pipes stay what they are, and nothing that is read is overwritten."""

from __future__ import annotations

import json
import os
import stat
import threading
from pathlib import Path

import pytest

from toolwright.cli import run

from ..conftest import Built
from .small import small_project

NAME = "city_population"
TEXT = json.dumps({"id": 1, "format": "qwen", "text": "Hello."}) + "\n"
PARSED = {"id": 1, "calls": [], "content": "Hello.", "errors": []}


def names(folder: Path) -> list[str]:
    """What *folder* holds."""
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def played(built: Built, tmp_path: Path) -> Path:
    """Recorded episodes."""
    file = tmp_path / "played.jsonl"
    assert run(["rollout", str(built.folder(NAME)), "--policy", "golden", "--limit", "3", "-o", str(file)]) == 0
    return file


def test_lines_go_into_a_pipe_and_through_a_link(tmp_path: Path) -> None:
    source, pipe, link = (tmp_path / name for name in ("in.jsonl", "pipe", "link"))
    source.write_text(TEXT)
    os.mkfifo(pipe)
    link.symlink_to("target")
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    assert run(["parse", str(source), "-o", str(pipe)]) == 0
    reader.join(timeout=60)
    assert run(["parse", str(source), "-o", str(link)]) == 0
    assert [json.loads(text) for text in (*got, (tmp_path / "target").read_text())] == [PARSED, PARSED]
    assert stat.S_ISFIFO(pipe.stat().st_mode) and link.is_symlink()


@pytest.mark.parametrize("out", ["-", "/dev/fd/1"])
def test_lines_go_to_standard_output(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, out: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in.jsonl").write_text(TEXT)
    assert run(["parse", "in.jsonl", "-o", out]) == 0
    assert json.loads(capfd.readouterr().out) == PARSED
    assert names(Path()) == ["in.jsonl"]


def test_a_run_that_is_to_go_on_needs_a_file(built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle, pipe, link = str(built.folder(NAME)), tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to("target.jsonl")
    play = ["rollout", bundle, "--policy", "golden", "--limit", "2", "-o"]
    assert run([*play, str(pipe)]) == 2
    assert "is no file but a device or a pipe" in capsys.readouterr().err
    assert run([*play, "-"]) == 2
    assert run([*play, str(link)]) == 0
    assert link.is_symlink() and (tmp_path / "target.jsonl").read_text().count("\n") == 2
    assert names(tmp_path) == ["link", "pipe", "target.jsonl"]


def test_a_bundle_is_built_through_a_link(built: Built, tmp_path: Path) -> None:
    from toolwright.compiler import write_folder, write_zip

    files = {"manifest.json": b"{}\n", "a/b": b"c"}
    (tmp_path / "far").mkdir()
    for write, name in ((write_folder, "folder"), (write_zip, "zip")):
        link = tmp_path / name
        link.symlink_to(f"far/{name}")
        for _ in range(2):
            write(files, link)
            assert link.is_symlink() and (tmp_path / "far" / name).exists()
    assert (tmp_path / "folder" / "a" / "b").read_bytes() == b"c"
    assert names(tmp_path / "far") == ["folder", "zip"]


def test_a_folder_that_is_no_bundle_is_not_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    small_project(Path("specs", NAME))
    before = sorted(Path("specs").rglob("*"))
    # The bundle's name is that of the folder with its sources.
    assert run(["build", f"specs/{NAME}", "-o", "specs"]) == 2
    assert f"specs/{NAME} cannot be written: what stands there is no bundle" in capsys.readouterr().err
    assert sorted(Path("specs").rglob("*")) == before
    Path("build", NAME).mkdir(parents=True)
    for _ in range(2):
        assert run(["build", f"specs/{NAME}", "-o", "build", "--level", "base", "--no-cache"]) == 0
    assert Path("build", NAME, "manifest.json").exists()


@pytest.mark.parametrize(
    "command",
    [
        ["parse", "{file}", "-o", "{file}"],
        ["parse", "{file}", "-o", "{link}"],
        ["validate", "--tools", "{file}", "--calls", "{other}", "-o", "{file}"],
        ["validate", "--tools", "{other}", "--calls", "{file}", "-o", "{file}"],
        ["show", "{file}", "{bundle}", "--html", "{file}"],
        ["eval", "{bundle}", "--trajectories", "{file}", "--plot", "{link}"],
        ["eval", "{bundle}", "--policy", "golden", "--compare", "{file}", "--plot", "{file}"],
        ["import", "{folder}/train.parquet", "-o", "{folder}"],
        ["export", "{bundle}", "--format", "task", "--against", "{folder}", "-o", "{folder}"],
        ["export", "{bundle}", "--format", "task", "-o", "{bundle}"],
    ],
    ids=" ".join,
)
def test_what_is_read_is_not_overwritten(
    built: Built, played: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    places = {"file": played, "other": tmp_path / "other", "link": tmp_path / "link.png", "folder": tmp_path / "set"}
    places["link"].symlink_to(played)
    places["folder"].mkdir()
    (places["folder"] / "train.parquet").write_bytes(b"rows")
    places["other"].write_text("")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    filled = [part.format(bundle=built.folder(NAME), **places) for part in command]
    assert run(filled) == 2
    assert "would overwrite it" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_page_is_not_called_dash(built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = str(built.folder(NAME).absolute())
    monkeypatch.chdir(tmp_path)
    assert run(["docs", bundle, "-o", "-"]) == 2
    assert run(["docs", bundle, "-o", "pages/page.html"]) == 0
    assert names(Path()) == ["pages"] and names(Path("pages")) == ["page.html"]
