"""How a bundle is packed: names that lead out, links, things that are no files, archives that lie."""

from __future__ import annotations

import os
import shutil
import stat
import zipfile
from pathlib import Path

import pytest

from toolwright.runtime import Bundle, BundleError

from ...conftest import Built


def archive(target: Path, entries: list[tuple[zipfile.ZipInfo | str, bytes]]) -> Path:
    """A zip of *entries*."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for entry, data in entries:
            made.writestr(entry, data)
    return target


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "names",
    [
        ["/etc/passwd"],
        ["../up"],
        ["data/../../up"],
        ["C:\\x"],
        ["data\\x"],
        ["data//x"],
        ["./x"],
        ["~/x"],
        ["a\x00b"],
        ["Ünicode"],
        ["x" * 300],
        ["data/x", "data/x"],
        ["data/x", "DATA/X"],
        ["README.md", "readme.md"],
    ],
)
def test_names_that_lead_astray_are_refused(names: list[str], tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"no name that|twice|no manifest") as refused:
        Bundle.load(archive(tmp_path / "b.zip", [(zipfile.ZipInfo(name), b"x") for name in names]))
    assert "no manifest" not in str(refused.value) or names == ["a\x00b"]  # `zipfile` itself ends a name there


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_an_entry_that_is_no_plain_file_is_refused(kind: int, tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("data/x")
    entry.external_attr = (kind | 0o777) << 16
    with pytest.raises(BundleError, match="no plain file"):
        Bundle.load(archive(tmp_path / "b.zip", [(entry, b"/etc/passwd")]))


def test_what_unpacks_to_too_much_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolwright.runtime.bundle_files.MAX_FILE_BYTES", 3_000_000)
    monkeypatch.setattr("toolwright.runtime.bundle_files.MAX_BUNDLE_BYTES", 5_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "read", None)
    zeros = b"0" * 2_000_000
    for entries in ([("a", b"0" * 3_000_001)], [("a", zeros), ("b", zeros), ("c", zeros)]):
        with pytest.raises(BundleError, match="larger than"):
            Bundle.load(archive(tmp_path / "b.zip", list(entries)))


def test_an_entry_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "b.zip", [("manifest.json", b" " * 1_000_000)])
    data = path.read_bytes()
    path.write_bytes(data.replace((1_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with pytest.raises(BundleError):
        Bundle.load(path)


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolwright.runtime.bundle_files.MAX_FILES", 10)
    with pytest.raises(BundleError, match="more than 10 files"):
        Bundle.load(archive(tmp_path / "b.zip", [(f"f{number}", b"") for number in range(11)]))


def test_a_pipe_in_a_folder_is_refused_and_not_opened(built: Built, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(built.folder("country_areas"), tmp_path / "bundle"))
    os.mkfifo(folder / "data" / "More.jsonl")
    with pytest.raises(BundleError, match="no plain file"):
        Bundle.load(folder)
