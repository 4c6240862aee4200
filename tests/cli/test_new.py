"""`toolwright new`: a scenario that passes everything as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolwright.cli import run
from toolwright.runtime import Bundle


def test_it_passes_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["new", "corner_shop"]) == 0
    assert run(["fmt", "--check", "corner_shop"]) == 0
    assert run(["check", "corner_shop", "--test", "--deny-warnings"]) == 0
    assert "nothing to report" in capfd.readouterr().err
    assert run(["build", "corner_shop", "-o", "build"]) == 0
    assert capfd.readouterr().err == ""
    bundle = Bundle.load("build/corner_shop")
    assert bundle.name == "corner_shop"
    assert set(bundle.manifest.kinds) == {"single_hop", "multi_hop"}


def test_nothing_is_overwritten(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["new", "shop", "--in", str(tmp_path)]) == 0
    (tmp_path / "shop" / "shop.tool").write_text("mine")
    assert run(["new", "shop", "--in", str(tmp_path)]) == 2
    assert "is there already" in capfd.readouterr().err
    assert (tmp_path / "shop" / "shop.tool").read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "meant"), [("Corner Shop", "corner_shop"), ("2fast", "fast"), ("../x", "x"), ("é", "")]
)
def test_a_name_that_is_none_is_told(
    name: str, meant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["new", name]) == 2
    assert (f"how about {meant}?" in capfd.readouterr().err) is bool(meant)
    assert list(tmp_path.iterdir()) == []
