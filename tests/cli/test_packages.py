"""Scenarios that use libraries of installed packages, as a process of its own finds them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from toolwright.cli.packages import Packages
from toolwright.dsl.project.files import Misspelt

from .test_commands import toolwright_process

CITIES = """library cities { title: "Cities" }
entity City key id { id: str, name: str }
data City from "data/cities.csv"
error UnknownCity(name: str) $"No city is called {name}."
tool city_id(name: str "English name of the city.") -> str fails UnknownCity {
  "The id of a city."
  let found = first([c for c in City if c.name == name]) ?? fail UnknownCity(name)
  return found.id
}
"""
ROWS = "id,name\nc1,Oslo\nc2,Paris\nc3,Rome\n"
TRIP = """import City, city_id from "geo_worlds:europe/cities.tool"
scenario trip { title: "A trip" }
task id_of_city {
  each c in City
  ask $"What is the id of {c.name}?"
  step id = city_id(name=c.name) asks $"What is the id of {c.name}?"
  answer id
}
"""
TRAP = "from pathlib import Path\nPath(__file__).with_name('ran').touch()\n"


def install(
    site: Path, *, version: str = "1.2.0", distribution: str = "geo-worlds", rows: str = ROWS, editable: bool = False
) -> Path:
    """A package as an installer leaves it in the folder *site*; its code leaves a mark when it runs."""
    sources = site / "geo_worlds"
    files = {"__init__.py": TRAP, "europe/cities.tool": CITIES, "europe/data/cities.csv": rows}
    for name, text in files.items():
        (sources / name).parent.mkdir(parents=True, exist_ok=True)
        (sources / name).write_text(text)
    for old in site.glob("*.dist-info"):
        for file in old.iterdir():
            file.unlink()
        old.rmdir()
    info = site / f"{distribution.replace('-', '_')}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n")
    listed = [] if editable else [f"geo_worlds/{name}" for name in files]
    (info / "RECORD").write_text("".join(f"{name},,\n" for name in [*listed, f"{info.name}/METADATA"]))
    if editable:
        (info / "direct_url.json").write_text(json.dumps({"dir_info": {"editable": True}, "url": "file:///x"}))
    return site


def scenario(folder: Path) -> Path:
    """The scenario that uses the package, in a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "trip.tool").write_text(TRIP)
    return folder / "trip.tool"


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_bundle_of_a_packaged_library_is_the_same_wherever_it_is_installed(tmp_path: Path) -> None:
    made = []
    for place in ("one", "two/deeper"):
        site = install(tmp_path / place / "site", editable=place != "one")
        out = tmp_path / place / "out"
        done = toolwright_process("build", scenario(tmp_path / place), "-o", out, PYTHONPATH=str(site))
        assert done.returncode == 0, done.stderr
        assert not (site / "geo_worlds" / "ran").exists()
        made.append(contents(out))
    assert made[0] == made[1]
    manifest = json.loads(made[0]["trip/manifest.json"])
    assert [file["path"] for file in manifest["spec"]] == [
        "trip.tool",
        "geo_worlds:europe/cities.tool",
        "geo_worlds:europe/data/cities.csv",
    ]


def test_a_package_that_is_missing(tmp_path: Path) -> None:
    done = toolwright_process("check", scenario(tmp_path))
    assert done.returncode == 1
    assert "error[TW0910]: the package `geo_worlds` is not installed" in done.stderr
    assert "1 error" in done.stderr


def test_a_mere_folder_on_the_path_is_no_installed_package(tmp_path: Path) -> None:
    site = install(tmp_path / "site")
    info = next(site.glob("*.dist-info"))
    (info / "METADATA").unlink()
    (info / "RECORD").unlink()
    info.rmdir()
    done = toolwright_process("check", scenario(tmp_path), PYTHONPATH=str(site))
    assert "error[TW0910]" in done.stderr


def test_the_distribution_may_have_another_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(install(tmp_path, distribution="worlds-of-geo", version="7"))
    packages = Packages()
    assert packages.read("geo_worlds", "europe/data/cities.csv") == ROWS.encode()
    assert packages.requirement("geo_worlds") == "worlds-of-geo==7"


@pytest.mark.parametrize("editable", [False, True])
def test_what_a_package_does_not_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, editable: bool) -> None:
    (tmp_path / "secret.csv").write_text("x\n")
    monkeypatch.syspath_prepend(install(tmp_path, editable=editable))
    with pytest.raises(Misspelt) as caught:
        Packages().read("geo_worlds", "europe/city.tool")
    assert caught.value.meant == "geo_worlds:europe/cities.tool"
    with pytest.raises(FileNotFoundError, match=r"geo_worlds 1\.2\.0 has no such file"):
        Packages().read("geo_worlds", "nothing/like/that.json")
    with pytest.raises(ModuleNotFoundError):
        Packages().read("geo_worlds_of_others", "x.tool")


def test_a_file_of_another_kind_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Title\n")
    done = toolwright_process("check", "README.md", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "README.md is not a .tool file" in done.stderr


def test_letters_of_a_path_are_told_apart_on_every_disk(tmp_path: Path) -> None:
    (tmp_path / "cities.tool").write_text(CITIES.replace("data/cities.csv", "Cities.csv"))
    (tmp_path / "cities.csv").write_text(ROWS)
    done = toolwright_process("check", tmp_path / "cities.tool")
    assert "error[TW0911]" in done.stderr
    assert "write `cities.csv`" in done.stderr


def test_a_file_whose_name_reads_as_a_package_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "ab:cities.tool").write_text(CITIES.replace('data City from "data/cities.csv"\n', ""))
    done = toolwright_process("check", "ab:cities.tool", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
