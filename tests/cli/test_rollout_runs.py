"""Runs of `rollout` that are stopped, killed and gone on with, and endpoints on the command line."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from toolwright.cli import run
from toolwright.cli.policies import model_stamp

from ..conftest import ROOT, Built
from ..trainer.rollout.endpoint import Endpoint, Fault

NAME = "conference_fares"
TASKS = 20


def command(built: Built, server: Endpoint, out: Path, *more: str) -> list[str]:
    policy = f"openai:golden@{server.url}"
    fixed = ["--limit", str(TASKS), "--n", "2", "--concurrency", "3", "--temperature", "0.7"]
    return ["rollout", str(built.folder(NAME)), "--policy", policy, *fixed, "-o", str(out), *more]


def started(arguments: list[str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "toolwright", *arguments]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT)


def stopped_midway(arguments: list[str], out: Path, how: signal.Signals) -> tuple[int, str]:
    """Start a run and stop it after some episodes; its exit code and what it said."""
    part = out.with_name(f"{out.name}.part")
    process = started(arguments)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and (not part.exists() or part.read_bytes().count(b"\n") < 8):
        assert process.poll() is None, process.stderr and process.stderr.read()
        time.sleep(0.02)
    process.send_signal(how)
    _, said = process.communicate(timeout=60)
    return process.returncode, said


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_was_stopped_goes_on_and_ends_as_one_that_was_not(
    built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str], how: signal.Signals
) -> None:
    whole, out = tmp_path / "whole.jsonl", tmp_path / "t.jsonl"
    with Endpoint(built[NAME].environment(), delay=0.02) as server:
        assert run(command(built, server, whole)) == 0
        sent = len(server.bodies)
        code, said = stopped_midway(command(built, server, out), out, how)
        assert code == (130 if how == signal.SIGINT else -how)
        if how == signal.SIGINT:
            assert "t.jsonl.part keeps what was, and the same command goes on there" in said
        assert not out.exists()
        kept = (tmp_path / "t.jsonl.part").read_bytes()
        capsys.readouterr()
        before = len(server.bodies)
        assert run(command(built, server, out)) == 0
        assert "going on: " in capsys.readouterr().err
        assert len(server.bodies) - before < sent, "what had ended is not played again"
    assert kept.count(b"\n") >= 8
    assert out.read_bytes() == whole.read_bytes()
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [(line["task"], line["sample"]) for line in lines] == [
        (task, sample) for task in list(built[NAME].environment().tasks)[:TASKS] for sample in range(2)
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["t.jsonl", "whole.jsonl"]


def test_a_server_that_goes_away_leaves_a_run_to_go_on_with(
    built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "t.jsonl"
    broken = True

    def fault(number: int, body: dict[str, Any]) -> Fault:
        return (500, "gone") if broken and number >= 30 else None

    with Endpoint(built[NAME].environment(), fault=fault) as server:
        assert run(command(built, server, out, "--retries", "0")) == 2
        said = capsys.readouterr().err
        assert "episodes failed; the last one: the server answers 500: gone" in said
        assert "the same command goes on there" in said
        assert not out.exists()
        broken = False
        assert run(command(built, server, out, "--retries", "0")) == 0
    assert len(out.read_text("utf-8").splitlines()) == 2 * TASKS


def test_episodes_that_failed_are_told_and_played_later(
    built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "t.jsonl"
    hit = 0

    def fault(number: int, body: dict[str, Any]) -> Fault:
        nonlocal hit
        hit += number == 20
        return (500, "oh") if number == 20 else None

    with Endpoint(built[NAME].environment(), fault=fault) as server:
        assert run(command(built, server, out, "--retries", "0")) == 1
        said = capsys.readouterr().err
        assert "the server answers 500: oh" in said and f"1 of {2 * TASKS} episodes could not be played" in said
        assert run(command(built, server, out, "--retries", "0")) == 0
    assert hit == 1
    assert len(out.read_text("utf-8").splitlines()) == 2 * TASKS


def test_the_python_of_the_document_runs(built: Built, tmp_path: Path) -> None:
    (code,) = re.findall(r"(?ms)^```python\n(.*?)^```$", (ROOT / "docs" / "rollouts.md").read_text("utf-8"))
    with Endpoint(built[NAME].environment()) as server:
        code = code.replace("build/author_currency", str(built.folder(NAME)))
        code = code.replace("http://127.0.0.1:8000/v1", server.url)
        code = code.replace("environment.tasks, samples=8", "list(environment.tasks)[:9], samples=1")
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 9
    assert all(line.startswith("1.0 {'role': 'assistant', 'content': 'Answer: ") for line in lines)


def test_another_run_is_not_mixed_in(built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, bundle = tmp_path / "t.jsonl", str(built.folder(NAME))
    (tmp_path / "t.jsonl.part").write_text('{"format": 1, "settings": {"policy": "golden"}}\n')
    assert run(["rollout", bundle, "--policy", "random", "-o", str(out)]) == 2
    assert "another max tokens" in capsys.readouterr().err
    assert run(["rollout", bundle, "--policy", "random", "--limit", "2", "--fresh", "-o", str(out)]) == 0
    assert len(out.read_text("utf-8").splitlines()) == 2


def test_a_model_that_was_trained_meanwhile_is_another(tmp_path: Path) -> None:
    assert model_stamp("golden") is model_stamp("openai:m@http://h") is model_stamp("hf:some/name") is None
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"1")
    before = model_stamp(f"hf:{tmp_path}")
    assert before == model_stamp(f"hf:{tmp_path}") == model_stamp(f"vllm:{tmp_path}") is not None
    os.utime(weights, ns=(0, 0))
    assert model_stamp(f"hf:{tmp_path}") != before


def test_samples_differ_and_hang_on_nothing_else(built: Built, tmp_path: Path) -> None:
    bundle = str(built.folder(NAME))

    def made(*options: str) -> list[dict[str, Any]]:
        out = tmp_path / "t.jsonl"
        assert run(["rollout", bundle, "--policy", "random", "--limit", "5", *options, "-o", str(out)]) == 0
        return [json.loads(line) for line in out.read_text("utf-8").splitlines()]

    lines = made("--n", "3")
    assert lines == made("--n", "3", "--concurrency", "2")
    assert [line for line in lines if line["sample"] == 0] == made()
    assert lines != made("--n", "3", "--seed", "1")
    for task in {line["task"] for line in lines}:
        assert len({json.dumps(line["messages"]) for line in lines if line["task"] == task}) > 1


def test_a_key_comes_from_the_environment_and_goes_nowhere_else(
    built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "t.jsonl"
    monkeypatch.setenv("MY_KEY", "sk-secret")
    with Endpoint(built[NAME].environment()) as server:
        assert run(command(built, server, out, "--api-key-env", "MY_KEY")) == 0
        assert {headers["authorization"] for headers in server.headers} == {"Bearer sk-secret"}
    with Endpoint(built[NAME].environment(), fault=lambda number, body: (401, "bad key sk-secret")) as server:
        assert run(command(built, server, tmp_path / "u.jsonl", "--api-key-env", "MY_KEY")) == 2
    captured = capsys.readouterr()
    assert "refuses the key" in captured.err
    assert "sk-secret" not in captured.out + captured.err
    assert all(b"sk-secret" not in path.read_bytes() for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        ("openai:m", "an endpoint is written openai:MODEL@URL"),
        ("openai:", "there is no policy"),
        ("openai:m@http://u:p@h/v1", "an environment variable"),
        ("openai:m@http://", "an endpoint is written"),
        ("openai:m@http://127.0.0.1:9", "nobody answers at http://127.0.0.1:9/v1"),
    ],
)
def test_endpoints_that_are_none(
    built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str], policy: str, says: str
) -> None:
    out = tmp_path / "t.jsonl"
    assert run(["rollout", str(built.folder(NAME)), "--policy", policy, "-o", str(out)]) == 2
    captured = capsys.readouterr()
    assert says in captured.err and "Traceback" not in captured.err
    assert not out.exists()
