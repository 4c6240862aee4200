"""`check --test`, `--deny-warnings`, and the line that sums up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ..conftest import ROOT
from .test_commands import in_process

GOOD = ROOT / "specs" / "shop_orders"
CLEAN = 'library a { title: "A" }\nfn half(x: int) -> float = x / 2\n'
WARNED = 'library a { title: "A" }\nfn half(x: int, y: int) -> float = x / 2\n'
BROKEN = 'library a { title: "A" }\nfn half(x: int) -> int = "x"\n'
TESTED = """library b { title: "B" }
@example(n=2)
@example(n=0)
tool half(n: int "What to halve.") -> int fails Odd {
  "Half of an even number above nothing."
  require n > 0 and n % 2 == 0 else Odd(n)
  return n // 2
}
error Odd(n: int) $"{n} has no half."
test "halves" { expect half(n=4) == 2 }
test "thirds" { expect half(n=4) == 3 }
"""


def written(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.tool").write_text(text)
    return folder


def test_the_summary_counts_files_and_findings(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, _, err = in_process(capfd, "check", written(tmp_path, a=CLEAN))
    assert (code, err) == (0, "1 file checked, nothing to report\n")
    code, _, err = in_process(capfd, "check", written(tmp_path, b=WARNED, c=BROKEN))
    assert code == 1
    assert err.endswith("3 files checked: 1 error, 1 warning\n")
    assert err.count("1 warning") == 1


@pytest.mark.parametrize(("text", "denied"), [(CLEAN, 0), (WARNED, 1), (BROKEN, 1)])
def test_warnings_can_be_denied(text: str, denied: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = written(tmp_path, a=text)
    assert in_process(capfd, "check", folder)[0] == (text == BROKEN)
    assert in_process(capfd, "check", folder, "--deny-warnings")[0] == denied


def test_an_allowed_warning_is_no_warning(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = WARNED.replace("fn", "# allow TW0802: callers give it already\nfn")
    assert in_process(capfd, "check", written(tmp_path, a=text), "--deny-warnings")[0] == 0


def test_tests_and_examples_are_run(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = written(tmp_path, a=CLEAN, b=TESTED, c=BROKEN)
    code, _, err = in_process(capfd, "check", folder / "b.tool")
    assert (code, "TW0670" in err) == (0, False)
    code, out, err = in_process(capfd, "check", folder, "--test", "--format", "json")
    assert code == 1
    found = [(row["code"], row["start"]["line"]) for row in map(json.loads, out.splitlines())]
    assert found == [("TW0301", 2), ("TW0670", 11), ("TW0673", 3)]
    assert err.endswith("2 tests passed, 2 failed, 1 file with errors not tested\n")


def test_the_shipped_specs_pass_their_tests(capfd: pytest.CaptureFixture[str]) -> None:
    code, out, err = in_process(capfd, "check", GOOD, "--test", "--deny-warnings")
    assert (code, out) == (0, "")
    assert err == "1 file checked, nothing to report\n4 tests passed\n"
