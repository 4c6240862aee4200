"""The command line as its users meet it: real processes, exit codes, and never a traceback."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import toolwright.cli
from toolwright.cli import COMMANDS, run

from ..conftest import ROOT, Built

BROKEN = ROOT / "tests" / "dsl" / "wrong" / "names"
SMALL = ROOT / "specs" / "city_population"


def toolwright_process(*arguments: object, cwd: Path = ROOT, **env: str) -> subprocess.CompletedProcess[str]:
    """`toolwright` in a process of its own; no traceback in any case."""
    command = [sys.executable, "-m", "toolwright", *map(str, arguments)]
    done = subprocess.run(command, cwd=cwd, env={**os.environ, **env}, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stdout + done.stderr
    return done


def in_process(capfd: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """The same without the start of a process."""
    code = run([str(argument) for argument in arguments])
    out, err = capfd.readouterr()
    assert "Traceback" not in out + err
    return code, out, err


HELP = """
import contextlib, io, json, sys
import toolwright.runtime
from toolwright.cli import COMMANDS
said = {}
for command in COMMANDS:
    # As if the command were the first that is run: what is loaded already would hide a circle of imports. The lowest
    # floor takes longest, and stays.
    for name in [n for n in sys.modules if n.startswith("toolwright") and not n.startswith("toolwright.runtime")]:
        del sys.modules[name]
    with contextlib.redirect_stdout(io.StringIO()) as out:
        from toolwright.cli import run
        code = run([command, "--help"])
    said[command] = code, out.getvalue()
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def helped() -> dict[str, tuple[int, str]]:
    """What each command answers to --help, and its exit code: one process, since libraries take long to load."""
    environment = {**os.environ, "COLUMNS": "300"}
    done = subprocess.run([sys.executable, "-c", HELP], cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)
    said: dict[str, tuple[int, str]] = json.loads(done.stdout)
    return said


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, helped: dict[str, tuple[int, str]]) -> None:
    code, out = helped[command]
    assert code == 0
    assert f"toolwright {command}" in re.sub(r"\s+", " ", out.partition("Example")[2])


def test_help_names_every_command() -> None:
    done = toolwright_process("--help")
    assert done.returncode == 0
    assert all(re.search(rf"^  {command} ", done.stdout, re.M) for command in COMMANDS)


def test_the_console_script_is_the_module() -> None:
    script = Path(sys.executable).with_name("toolwright")
    done = subprocess.run([script, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == toolwright_process("--version").stdout
    assert toolwright.__version__ in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", "nowhere"],
        ["check", "{empty}"],
        ["check", "--format", "xml", "specs"],
        ["build", "specs"],
        ["build", "nowhere", "-o", "{empty}/out"],
        ["build", "specs/lib", "-o", "{empty}/out"],
        ["build", "specs/city_population", "-o", "{empty}/out", "--level", "none"],
        ["build", "specs/city_population", "-o", "{empty}/out", "--jobs", "0"],
        ["verify", "nowhere"],
        ["verify", "{empty}"],
        ["show", "{empty}"],
        ["call", "{empty}", "x", "{{}}"],
        ["nonsense"],
        ["check", "--nonsense"],
    ],
    ids=" ".join,
)
def test_wrong_usage_and_missing_files_exit_with_2(
    arguments: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    code, out, err = in_process(capfd, *[a.format(empty=tmp_path) for a in arguments])
    assert (code, out) == (2, "")
    assert err.strip()


# ------------------------------------------------------------------ check


def test_good_specs_exit_with_0() -> None:
    done = toolwright_process("check", "specs")
    assert (done.returncode, done.stdout) == (0, "")
    assert "nothing to report" in done.stderr


def test_five_mistakes_are_five_diagnostics() -> None:
    done = toolwright_process("check", BROKEN / "five_mistakes.tool")
    assert done.returncode == 1
    assert len(re.findall(r"^error\[TW\d{4}\]", done.stderr, re.M)) == 5
    assert "5 errors" in done.stderr
    assert "\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        bytes(range(256)) * 40,
        b"\xff\xfe\x00s\x00c",
        b"\0" * 1000,
        (SMALL / "city_population.tool").read_bytes()[:700],
        b"((((((((" * 20_000,
        b"scenario x { " * 5_000,
        b'scenario x { title: "' + b"a" * 500_000,
    ],
    ids=["empty", "blank", "binary", "utf-16", "nul", "truncated", "deep", "deep blocks", "long"],
)
def test_a_file_that_is_no_spec_gives_a_diagnostic(
    content: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.tool").write_bytes(content)
    for command in (["check", tmp_path / "x.tool"], ["build", tmp_path / "x.tool", "-o", tmp_path / "out"]):
        code, out, err = in_process(capfd, *command)
        assert (code, out) == (1, "")
        assert re.search(r"^error\[TW\d{4}\]", err, re.M)
    assert not (tmp_path / "out").exists()


def test_the_forms_that_programs_read(capfd: pytest.CaptureFixture[str]) -> None:
    path = BROKEN / "five_mistakes.tool"
    code, out, err = in_process(capfd, "check", path, "--format", "json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert (code, len(rows), err) == (1, 5, "1 file checked: 5 errors\n")
    assert {row["severity"] for row in rows} == {"error"}
    codes = [row["code"] for row in rows]

    code, out, err = in_process(capfd, "check", path, "--format", "sarif")
    sarif = json.loads(out)
    assert (code, sarif["version"], err) == (1, "2.1.0", "1 file checked: 5 errors\n")
    results = sarif["runs"][0]["results"]
    assert [r["ruleId"] for r in results] == codes
    assert {r["locations"][0]["physicalLocation"]["region"]["startLine"] for r in results} == {
        row["start"]["line"] for row in rows
    }

    code, out, err = in_process(capfd, "check", path, "--format", "github")
    lines = out.splitlines()
    assert (code, len(lines), err) == (1, 5, "1 file checked: 5 errors\n")
    assert all(re.match(r"::error file=[^,]+,line=\d+", line) for line in lines)


# ------------------------------------------------------------------ build, verify, show, call


def test_show_tells_what_the_stages_wrote_and_merged(built: Built, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, _ = in_process(capfd, "show", "--stages", built.folder("museum_night"))
    assert code == 0
    words = out.split()
    assert {"documents", "integration", "museum_of_work", "work_details", "field", "constant"} <= set(words)
    assert any(word.startswith("museum_night.tool:") for word in words)
    code, out, _ = in_process(capfd, "show", "--stages", built.folder("city_population"))
    assert (code, out.strip()) == (0, "No tool was written or merged.")


def test_build_verify_show_and_call(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    built = toolwright_process("build", SMALL, "-o", tmp_path / "out", "--json")
    assert built.returncode == 0
    row = json.loads(built.stdout)
    assert built.stderr == ""
    bundle = tmp_path / "out" / "city_population"
    assert Path(row["bundle"]) == bundle
    assert [level["name"] for level in row["levels"]] == ["base", "scaled"]

    code, out, _ = in_process(capfd, "verify", bundle, "--json")
    assert code == 0
    assert json.loads(out) == {"bundle": str(bundle), "id": row["id"], "proved": True, "findings": []}

    code, out, err = in_process(capfd, "show", bundle, "--json")
    assert (code, json.loads(out)["manifest"]["id"], err) == (0, row["id"], "")
    code, out, _ = in_process(capfd, "show", bundle)
    assert code == 0
    assert "scaled" in out
    assert "\x1b" not in out
    code, out, _ = in_process(capfd, "show", bundle, "--task", "population_of_a_city/1", "--level", "scaled")
    assert code == 0
    tasks = [json.loads(line) for line in (bundle / "levels" / "scaled" / "tasks.jsonl").read_text().splitlines()]
    assert next(task["question"] for task in tasks if task["id"] == "population_of_a_city/1") in out
    code, out, err = in_process(capfd, "show", bundle, "--task", "nothing")
    assert (code, out) == (2, "")

    code, out, err = in_process(capfd, "call", bundle, "city_population", '{"city": "Oslo"}')
    assert (code, err) == (0, "")
    assert isinstance(json.loads(out), int)
    for tool, arguments, error in (
        ("city_population", '{"city": "Atlantis"}', "UnknownCity"),
        ("city_population", "{", "malformed_json"),
        ("nothing", "{}", "unknown_tool"),
    ):
        code, out, _ = in_process(capfd, "call", bundle, tool, arguments)
        assert (code, json.loads(out)["error"]) == (1, error)
    assert in_process(capfd, "call", bundle, "city_population", "{}", "--level", "nothing")[0] == 2


def test_call_says_where_a_call_fails(
    built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    bundle = built.folder("shop_orders")
    spec = ROOT / "specs" / "shop_orders" / "shop_orders.tool"
    line = next(n for n, text in enumerate(spec.read_text().splitlines(), start=1) if "Order[order] ??" in text)

    def said(*arguments: object) -> list[str]:
        code, out, err = in_process(capfd, "call", bundle, *arguments)
        assert code == 1 and "shop_orders.tool" not in out  # models never see places
        return str(err).splitlines()

    monkeypatch.chdir(ROOT)
    unknown = ("order_total", '{"order": "O999"}')
    quoted = f"  {spec.read_text().splitlines()[line - 1].strip()}"
    assert said(*unknown) == [f"at specs/shop_orders/shop_orders.tool:{line}:3{quoted}"]
    scaled = said(*unknown, "--level", "scaled")
    assert scaled[0] == said(*unknown)[0] and scaled[1].startswith("called from ") and "level scaled" in scaled[2]
    # Elsewhere the spec is not at hand; where it has changed, its lines are others.
    monkeypatch.chdir(tmp_path)
    assert said(*unknown) == [f"at shop_orders.tool:{line}:3"]
    assert said(*unknown, "--source", spec.parent) == [f"at {spec.as_posix()}:{line}:3{quoted}"]
    (tmp_path / "shop_orders.tool").write_text("# changed\n" + spec.read_text())
    assert said(*unknown) == [f"at shop_orders.tool:{line}:3"]


def test_call_says_what_a_tool_takes(built: Built, capfd: pytest.CaptureFixture[str]) -> None:
    bundle = built.folder("shop_orders")
    code, out, _ = in_process(capfd, "call", bundle)
    assert (code, out.splitlines()[0]) == (0, "open_order(email)  Number of the open order of a customer.")
    code, out, err = in_process(capfd, "call", bundle, "order_total")
    assert (code, json.loads(out)["error"]) == (1, "missing_parameter")
    assert err.splitlines() == ["order_total takes a JSON object of:", "  order: a string"]
    _, _, err = in_process(capfd, "call", bundle, "set_quantity", "--level", "hard")
    assert "requests: a list, each item an object with order (a string" in err
    assert "decimals: an integer from 0 to 6, or null, may be left out" in err


def test_a_base_only_build_has_one_level(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, _ = in_process(capfd, "build", SMALL, "-o", tmp_path, "--level", "base", "--zip", "--json")
    assert code == 0
    assert [level["name"] for level in json.loads(out)["levels"]] == ["base"]
    assert [p.name for p in tmp_path.iterdir()] == ["city_population.zip"]


def test_what_cannot_be_proved_exits_with_1(built: Built, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    from toolwright.compiler import write_folder

    from ..compiler.test_prove import FORGED, forged

    path, change, code = FORGED["wrong argument"]
    bundle = forged(built["author_currency"], path, change)
    manifest = (bundle.manifest.model_dump_json()).encode()
    write_folder({"manifest.json": manifest, **bundle.files}, tmp_path / "forged")
    status, out, err = in_process(capfd, "verify", tmp_path / "forged")
    assert (status, out) == (1, "")
    assert code in err


def test_a_changed_bundle_exits_with_2(built: Built, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    copy = shutil.copytree(built.folder("city_population"), tmp_path / "b")
    (copy / "README.md").write_text("changed")
    for command in (["verify", copy], ["show", copy], ["call", copy, "city_population", "{}"]):
        code, out, err = in_process(capfd, *command)
        assert (code, out) == (2, "")
        assert "README.md" in err


def test_a_spec_that_cannot_be_compiled_leaves_no_bundle(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    broken = ROOT / "tests" / "compiler" / "broken" / "same_fact.tool"
    code, out, err = in_process(capfd, "build", broken, "-o", tmp_path / "out")
    assert (code, out) == (1, "")
    assert "TW0660" in err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_exits_with_2(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").write_text("a file")
    assert in_process(capfd, "build", SMALL, "-o", tmp_path / "out")[0] == 2
    (tmp_path / "dir").mkdir()
    (tmp_path / "dir" / "city_population").write_text("a file in the way")
    code, _, err = in_process(capfd, "build", SMALL, "-o", tmp_path / "dir", "--level", "base")
    assert code == 2, err


# ------------------------------------------------------------------ our own mistakes


def test_a_bug_of_ours_exits_with_70_and_leaves_a_report(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from toolwright.cli import check

    def broken(*_: object) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(check, "find", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code, out, err = in_process(capfd, "check", SMALL)
    assert (code, out) == (70, "")
    assert "a bug in Toolwright" in err
    (report,) = tmp_path.iterdir()
    assert report.name in err
    text = report.read_text()
    assert "ZeroDivisionError: planted" in text
    assert "Traceback" in text


def test_a_pipe_that_is_closed_is_no_failure() -> None:
    command = f"{sys.executable} -m toolwright check {BROKEN} --format json | head -c 10"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
