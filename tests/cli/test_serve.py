"""`serve`: what it refuses before it serves, and its document, run as it stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from toolwright.cli import run
from toolwright.cli.serve import _address
from toolwright.runtime import Bundle

from ..conftest import ROOT, Built
from ..runtime.hosts.servers import Running, server

DOCUMENT = (ROOT / "docs" / "serve.md").read_text(encoding="utf-8")
URL = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def host(built: Built) -> Iterator[Running]:
    with server(built.folder("shop_orders")) as running:
        yield running


def block(language: str) -> str:
    (found,) = re.findall(rf"(?ms)^```{language}\n(.*?)^```$", DOCUMENT)
    assert isinstance(found, str)
    return found


def ran(command: list[str]) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_requests_of_the_document_work(host: Running) -> None:
    said = ran(["bash", "-euc", block("sh").replace(URL, host.url)])
    assert '"name":"shop_orders"' in said and "Hanna Lepp" in said
    assert '{"observation":"{' in said and "error" not in said.partition('"observation"')[2].partition("}")[0]
    assert said.count('"goal_reached":') == 2
    assert "urn:toolwright" not in said


def test_the_client_of_the_document_works(host: Running) -> None:
    said = ran([sys.executable, "-c", block("python").replace(URL, host.url)]).splitlines()
    assert "error" in said[0] and said[1].startswith("1 ")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--http", "x"), "[HOST:]PORT"),
        (("--http", "70000"), "[HOST:]PORT"),
        (("--http", "203.0.113.1:1"), "cannot be served"),
        (("--http", "0", "--mcp", "stdio"), "leave out --http"),
        (("--level", "none"), "no level"),
        (("--task", "none"), "no task"),
        (("--token-file", "none"), "holds no token"),
        (("--record", "none/x.jsonl"), "cannot be written"),
    ],
)
def test_what_cannot_be_served_is_said_at_once(
    built: Built, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], said: str
) -> None:
    assert run(["serve", str(built.folder("shop_orders")), *options]) == 2
    assert said in capsys.readouterr().err


def test_a_token_is_one_word(built: Built, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for text in ("", " \n", "two words", "ümlaut"):
        (tmp_path / "token").write_text(text, encoding="utf-8")
        assert run(["serve", str(built.folder("shop_orders")), "--token-file", str(tmp_path / "token")]) == 2
        assert "holds no token" in capsys.readouterr().err


def test_addresses() -> None:
    assert _address("8000") == ("127.0.0.1", 8000)
    assert _address(":80") == ("127.0.0.1", 80)
    assert _address("0.0.0.0:1") == ("0.0.0.0", 1)
    assert _address("[::1]:5") == ("::1", 5)


def test_functions_that_may_keep_something_are_not_pooled(
    built: Built, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = built["flight_distances"]
    monkeypatch.setattr("toolwright.runtime.sandbox.pooled.keeps_nothing", lambda code: False)
    fresh = Bundle(found.manifest, found.files)
    monkeypatch.setattr("toolwright.cli.serve.load_by_name", lambda paths, otherwise: {fresh.name: fresh})
    assert run(["serve", "flight_distances", "--pooled", "--http", "0"]) == 2
    assert "`great_circle` may keep something from one call for the next" in capsys.readouterr().err
