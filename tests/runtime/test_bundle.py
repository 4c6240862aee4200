"""Bundles from strangers: what is damaged, forged or illegal is refused, and nothing in one is executed."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolwright.compiler import write_zip
from toolwright.runtime import Bundle, BundleError
from toolwright.runtime.bundle import Manifest, json_text, sealed
from toolwright.runtime.line_map import is_map_path

from ..conftest import Built
from ..sizes import examples

IR = "levels/base/tools.ir.json"
TASKS = "levels/base/tasks.jsonl"
MAP = "levels/base/tools.map.jsonl"


@pytest.fixture
def folder(built: Built, tmp_path: Path) -> Path:
    """A copy of a good bundle."""
    return Path(shutil.copytree(built.folder("country_areas"), tmp_path / "bundle"))


def rehash(folder: Path) -> None:
    """Make the manifest fit the files again, as whoever forges a bundle would."""
    manifest = json.loads((folder / "manifest.json").read_text())
    files = {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in folder.rglob("*")
        if p.is_file() and p.name != "manifest.json"
    }
    maps = {path: files.pop(path) for path in list(files) if is_map_path(path)}
    fitting = sealed(Manifest.model_validate(manifest | {"files": files, "maps": maps}))
    (folder / "manifest.json").write_text(json_text(fitting.model_dump(mode="json")))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@settings(max_examples=examples(60))
@given(VALUES)
def test_json_is_written_as_the_standard_library_writes_it(value: Any) -> None:
    wanted = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False)
    assert json_text(value) == f"{wanted}\n"


def everything(folder: Path) -> None:
    """Load a bundle and all that is in it."""
    bundle = Bundle.load(folder)
    for level in bundle.level_names:
        environment = bundle.environment(level)
        episode = environment.reset(next(iter(environment.tasks)))
        episode.finish("Answer: 1")
        episode.score()


def test_a_folder_and_a_zip_of_it_are_the_same(folder: Path, tmp_path: Path) -> None:
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    write_zip(files, tmp_path / "bundle.zip")
    one, other = Bundle.load(folder), Bundle.load(tmp_path / "bundle.zip")
    assert one.manifest == other.manifest
    assert one.files == other.files
    everything(tmp_path / "bundle.zip")


def test_a_forged_manifest_that_fits_loads(folder: Path) -> None:
    """So that the tests below fail for what they plant, not for the hashes."""
    rehash(folder)
    everything(folder)


# ------------------------------------------------------------------ damage


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def manifest(change: Callable[[dict[str, Any]], Any]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        data = json.loads((folder / "manifest.json").read_text())
        change(data)
        (folder / "manifest.json").write_text(json_text(data))

    return damage


DAMAGE: dict[str, tuple[Callable[[Path], Any], str]] = {
    "changed rows": (lambda f: flip(f / "data" / "Country.jsonl"), "SHA-256 differs"),
    "changed intermediate form": (lambda f: flip(f / IR), "SHA-256 differs"),
    "changed Python": (lambda f: flip(f / "levels/scaled/tools.py"), "SHA-256 differs"),
    "cut file": (lambda f: (f / TASKS).write_bytes((f / TASKS).read_bytes()[:-1]), "SHA-256 differs"),
    "changed line map": (lambda f: flip(f / MAP), "SHA-256 differs"),
    "content outside the id": (manifest(lambda m: m["maps"].update({IR: m["files"].pop(IR)})), "is no line map"),
    "line map of both kinds": (manifest(lambda m: m["files"].update(m["maps"])), "is no line map"),
    "missing file": (lambda f: (f / IR).unlink(), "is missing"),
    "missing level": (lambda f: shutil.rmtree(f / "levels/scaled"), "is missing"),
    "no manifest": (lambda f: (f / "manifest.json").unlink(), "no manifest.json"),
    "extra file": (lambda f: (f / "extra.txt").write_text("x"), "not in the manifest"),
    "extra Python": (lambda f: (f / "levels/base/__init__.py").write_text(""), "not in the manifest"),
    "hidden file": (lambda f: (f / ".hidden").write_text("x"), "no name that a bundle's file may have"),
    "strange name": (lambda f: (f / "a b").write_text("x"), "no name that a bundle's file may have"),
    "link": (lambda f: (f / "link").symlink_to("/etc/passwd"), "is a link"),
    "link to a folder": (lambda f: (f / "more").symlink_to(f / "data"), "is a link"),
    "wrong id": (manifest(lambda m: m.update(id="0" * 64)), "the id in the manifest"),
    "another format": (manifest(lambda m: m.update(format=2)), "another version"),
    "unknown key": (manifest(lambda m: m.update(surprise=1)), "surprise"),
    "missing key": (manifest(lambda m: m.pop("files")), "files"),
    "level name is a path": (manifest(lambda m: m["levels"][0].update(name="../x")), "levels"),
    "settings out of bounds": (manifest(lambda m: m["reward"].update(max_turns=0)), "max_turns"),
    "negative weight": (manifest(lambda m: m["reward"].update(solve_weight=-1)), "solve_weight"),
    "manifest is a list": (lambda f: (f / "manifest.json").write_text("[]"), "manifest.json"),
    "manifest is empty": (lambda f: (f / "manifest.json").write_text(""), "manifest.json"),
    "manifest is binary": (lambda f: (f / "manifest.json").write_bytes(bytes(range(256))), "manifest.json"),
    "manifest is deep": (lambda f: (f / "manifest.json").write_text("[" * 100_000), "manifest.json"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_refused(kind: str, folder: Path) -> None:
    damage, said = DAMAGE[kind]
    damage(folder)
    with pytest.raises(BundleError, match=said):
        everything(folder)


@pytest.mark.parametrize("path", ["nowhere", "."])
def test_what_is_no_bundle_is_refused(path: str, tmp_path: Path) -> None:
    with pytest.raises(BundleError):
        Bundle.load(tmp_path / path)


# ------------------------------------------------------------------ forged content, its hashes in order


@pytest.mark.parametrize(
    "row",
    [
        "[",
        "{}",
        '{"kind": "tool", "name": "a", "at": "b.tool"}',
        '{"kind": "tool", "name": "a", "at": "b.tool:0:1"}',
        '{"kind": "tool", "name": "a", "at": "\\u001b[2J:1:1"}',
        '{"kind": "tool", "name": "a", "at": "b.tool:1:1", "python": [0, 1]}',
        '{"kind": "tool", "name": "a", "at": "b.tool:1:1", "more": 1}',
        '{"kind": "task", "name": "a", "at": "b.tool:1:1"}',
    ],
)
def test_a_forged_line_map_is_refused_where_it_is_read_and_plays_no_part_before(row: str, folder: Path) -> None:
    (folder / MAP).write_text(row + "\n")
    rehash(folder)
    everything(folder)
    with pytest.raises(BundleError, match=MAP):
        Bundle.load(folder).line_map()


def edit(path: str, change: Callable[[Any], Any]) -> Callable[[Path], None]:
    """Change a JSON file, or every line of a JSONL file."""

    def forge(folder: Path) -> None:
        place = folder / path
        lines = place.read_text().splitlines() if path.endswith("jsonl") else [place.read_text()]
        changed = []
        for line in lines:
            data = json.loads(line)
            change(data)
            changed.append(json.dumps(data))
        place.write_text("\n".join(changed) + "\n")

    return forge


def tool(change: Callable[[dict[str, Any]], Any]) -> Callable[[Path], None]:
    return edit(IR, lambda m: change(m["tools"][0]))


def deep_expression(folder: Path) -> None:
    text = (folder / IR).read_text()
    deep = '{"op": "neg", "value": ' * 5000 + "1" + "}" * 5000
    (folder / IR).write_text(text.replace('"body": [', f'"body": [{{"do": "return", "value": {deep}}},', 1))


def blocks(levels: int) -> Any:
    body: list[Any] = [{"do": "return", "value": {"op": "const", "value": 1}}]
    for number in range(levels):
        body = [{"do": "for", "name": f"v{number}", "source": {"op": "list", "items": []}, "body": body}]
    return body


EVIL = {"op": "builtin", "name": "eval", "arguments": [{"op": "const", "value": "open('/tmp/x')"}]}
FORGED: dict[str, Callable[[Path], object]] = {
    "unknown key": tool(lambda t: t.update(surprise=1)),
    "unknown operation": tool(lambda t: t["body"].append({"do": "exec", "code": "1"})),
    "tool called __import__": tool(lambda t: t.update(name="__import__")),
    "tool called os.system": tool(lambda t: t.update(name="os.system")),
    "parameter with a comma": tool(lambda t: t["params"][0].update(name="a, b=print()")),
    "builtin eval": tool(lambda t: t["body"].insert(0, {"do": "let", "name": "x", "value": EVIL})),
    "dunder field": tool(
        lambda t: t["body"].insert(
            0,
            {
                "do": "let",
                "name": "x",
                "value": {
                    "op": "cell",
                    "row": {"op": "var", "name": t["params"][0]["name"]},
                    "entity": "Country",
                    "field": "__class__",
                },
            },
        )
    ),
    "unbound variable": tool(
        lambda t: t["body"].insert(0, {"do": "let", "name": "x", "value": {"op": "var", "name": "world"}})
    ),
    "format that calls": tool(
        lambda t: t["body"].insert(
            0,
            {
                "do": "let",
                "name": "x",
                "value": {
                    "op": "text",
                    "parts": [{"value": {"op": "const", "value": 1}, "format": "!r}{print()"}],
                },
            },
        )
    ),
    "expression nested too deep": deep_expression,
    "blocks nested too deep": tool(lambda t: t.update(body=blocks(60))),
    "default of another type": tool(
        lambda t: t["params"].append({"name": "extra", "value": {"type": "int"}, "required": False, "default": "many"})
    ),
    "pattern that is none": tool(lambda t: t["params"][0]["value"].update(pattern="(")),
    "two parameters of one name": tool(lambda t: t["params"].append(t["params"][0])),
    "not JSON": lambda f: (f / IR).write_text("{"),
    "rows not JSON": lambda f: (f / "data/Country.jsonl").write_text("{\n"),
    "rows without their key": edit("data/Country.jsonl", lambda row: row.clear()),
    "rows that are lists": lambda f: (f / "data/Country.jsonl").write_text("[]\n"),
    "rows nested too deep": lambda f: (f / "data/Country.jsonl").write_text("[" * 100_000),
    "task with an unknown key": edit(TASKS, lambda task: task.update(surprise=1)),
    "task without steps": edit(TASKS, lambda task: task.update(steps=[])),
    "task that offers what is not there": edit(TASKS, lambda task: task.update(tools=["nothing"])),
    "fact that is none": edit(TASKS, lambda task: task["steps"][0].update(fact={"kind": "rumour"})),
    "answer of another type": edit(TASKS, lambda task: task["answer"].update(type="integer", value="x")),
    "step after a step that is not there": edit(TASKS, lambda task: task["steps"][0].update(after=["nobody"])),
    "two steps of one id": edit(TASKS, lambda task: task["steps"].append(task["steps"][0])),
    "goal that reads what is not there": edit(TASKS, lambda task: task.update(goal={"op": "var", "name": "world"})),
    "goal over an entity that is not there": edit(
        TASKS, lambda task: task.update(goal={"op": "rows", "entity": "Nothing"})
    ),
}


@pytest.mark.parametrize("kind", FORGED)
def test_forged_content_is_refused(kind: str, folder: Path) -> None:
    FORGED[kind](folder)
    rehash(folder)
    with pytest.raises(BundleError):
        everything(folder)


def test_python_keywords_are_names_like_others(folder: Path) -> None:
    def change(t: dict[str, Any]) -> None:
        used = json.dumps({"name": t["params"][0]["name"], "op": "var"})[1:-1]
        t["params"][0]["name"] = "lambda"
        t["body"] = json.loads(json.dumps(t["body"]).replace(used, '"name": "lambda", "op": "var"'))

    tool(change)(folder)
    rehash(folder)
    machine = Bundle.load(folder).environment().machine
    assert "lambda" in json.dumps(Bundle.load(folder).environment().documents)
    assert machine.call(machine.world(), next(iter(machine.tools)), '{"lambda": "Norway"}').error is None


# ------------------------------------------------------------------ zips


def zipped(folder: Path, target: Path, more: list[tuple[str, bytes]]) -> Path:
    """A zip of a bundle with more entries."""
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            archive.write(path, path.relative_to(folder).as_posix())
        for name, data in more:
            archive.writestr(zipfile.ZipInfo(name), data)
    return target


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/x", "..", "a\\b", ".x", "a//b", "x\n"])
def test_a_zip_with_a_name_that_leads_out_is_refused(name: str, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="no name that a bundle's file may have"):
        Bundle.load(zipped(folder, tmp_path / "b.zip", [(name, b"x")]))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_with_a_file_twice_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="twice"):
        Bundle.load(zipped(folder, tmp_path / "b.zip", [("README.md", b"other")]))


def test_a_file_of_another_kind_is_told_apart_from_a_damaged_zip(tmp_path: Path) -> None:
    (tmp_path / "golden.jsonl").write_text("{}\n")
    with pytest.raises(BundleError, match=r"golden.jsonl is no bundle: .*toolwright build"):
        Bundle.load(tmp_path / "golden.jsonl")


def test_a_zip_that_is_cut_or_none_is_refused(folder: Path, tmp_path: Path) -> None:
    good = zipped(folder, tmp_path / "b.zip", []).read_bytes()
    for data in (good[: len(good) // 2], b"", b"PK\x03\x04", bytes(range(256))):
        (tmp_path / "cut.zip").write_bytes(data)
        with pytest.raises(BundleError):
            Bundle.load(tmp_path / "cut.zip")
    for place in range(30, len(good), len(good) // 25):
        (tmp_path / "cut.zip").write_bytes(good[:place] + b"\0\1\2\3" + good[place + 4 :])
        with pytest.raises(BundleError):
            Bundle.load(tmp_path / "cut.zip")


def test_a_zip_of_a_very_large_file_is_refused_before_it_is_unpacked(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolwright.runtime.bundle_files.MAX_FILE_BYTES", 1_000_000)
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b" " * 1_000_001)
    with pytest.raises(BundleError, match="larger"):
        Bundle.load(tmp_path / "b.zip")


# ------------------------------------------------------------------ nothing is executed


def test_nothing_in_a_bundle_is_imported_or_run(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = tmp_path / "it_ran"
    code = f"\nopen({str(mark)!r}, 'w').close()\n"
    for path in (
        *folder.glob("levels/*/tools.py"),
        folder / "levels" / "base" / "__init__.py",
        folder / "sitecustomize.py",
    ):
        path.write_text((path.read_text() if path.exists() else "") + code)
    (folder / "extern").mkdir()
    (folder / "extern" / "evil.py").write_text(code)
    rehash(folder)
    monkeypatch.chdir(folder)
    everything(folder)
    bundle = Bundle.load(folder)
    for task in list(bundle.level().tasks.values())[:3]:
        episode = bundle.environment().reset(task.id)
        for step in task.steps:
            episode.call(step.tool, step.arguments)
        assert episode.score().solved == len(task.steps)
    assert not mark.exists()
