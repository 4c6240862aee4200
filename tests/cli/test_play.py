"""`toolwright play`: commands from a pipe, and a person at a real terminal."""

from __future__ import annotations

import fcntl
import io
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import Any

import pytest

from toolwright.cli import run
from toolwright.cli.game import HELP
from toolwright.cli.safe import safe
from toolwright.cli.shorthand import arguments_text
from toolwright.runtime import Bundle, score

from ..conftest import ROOT, Built

TASK = "currency_behind_a_book"


def played(
    built: Built,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    typed: bytes,
    *options: str,
    spec: str = "author_currency",
) -> str:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), encoding="ascii"))
    assert run(["play", str(built.folder(spec)), *options]) == 0
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return out


def solution(bundle: Bundle) -> list[str]:
    task = bundle.level().tasks[f"{TASK}/1"]
    calls = [f"{step.tool} {json.dumps(step.arguments)}" for step in task.steps]
    return [*calls, f"answer {task.answer_data.value}"]


def test_a_whole_game_earns_all_there_is_and_can_be_scored(
    built: Built, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file, bundle = tmp_path / "mine.jsonl", built["author_currency"]
    for _ in range(2):
        typed = "\n".join(solution(bundle)).encode()
        out = played(built, monkeypatch, capsys, typed, TASK, "-o", str(file))
        assert "4 of 4 steps solved with 4 calls, the answer is right; Solve-F1 1.00, reward 1.00" in out
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert len(lines) == 2 and all(score(bundle, line).reward == 1.0 for line in lines)
    assert {line["bundle_name"] for line in lines} == {bundle.name}


def test_mistakes_are_told_and_cost_what_they_cost_a_model(
    built: Built, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = b"authr_of_book x\nauthor_of_book {'title': 1}\nauthor_of_book words alone\n\ntool\n\xff\xfe\nquit\n"
    out = played(built, monkeypatch, capsys, typed, TASK)
    assert "did you mean `author_of_book`?" in out and "malformed_json: the arguments are not valid JSON" in out
    assert "arguments are `name=value` or JSON; author_of_book(title)" in out
    assert "0 of 4 steps solved with 1 calls" in out


def test_nothing_is_given_away_before_it_is_asked_for(
    built: Built, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = built["author_currency"].level().tasks[f"{TASK}/1"].steps
    typed = b"question\ntools\nsteps\nscore\nhelp\ntool author_of_book\n"
    plain = played(built, monkeypatch, capsys, typed, TASK)
    assert not any(step.question in plain for step in steps)
    assert steps[0].question in played(built, monkeypatch, capsys, b"hint\n", TASK)
    shown = played(built, monkeypatch, capsys, b"steps\n", TASK, "--hints")
    assert steps[0].question in shown and steps[-1].question not in shown


def test_what_a_model_is_given_is_shown_with_the_question_last(
    built: Built, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = built["shop_orders"]
    policy, question = bundle.manifest.policy, bundle.level().tasks["cancel_the_open_order/1"].question
    out = played(built, monkeypatch, capsys, b"quit\n", "cancel_the_open_order", spec="shop_orders")
    flat = " ".join(out.split())
    assert policy is not None
    places = [flat.index(part) for part in (" ".join(policy.split()), "cancel_order(", question, "0 of ")]
    assert places == sorted(places)
    again = played(built, monkeypatch, capsys, b"policy\nquit\n", "cancel_the_open_order", spec="shop_orders")
    assert " ".join(again.split()).count(" ".join(policy.split())) == 2
    assert "the scenario has no policy" in played(built, monkeypatch, capsys, b"policy\nquit\n", TASK)


def test_a_tool_is_shown_with_the_limits_of_its_parameters(
    built: Built, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = b"tool set_quantity\nquit\n"
    out = played(built, monkeypatch, capsys, typed, "more_pieces_then_total", spec="shop_orders")
    told = next(line for line in out.splitlines() if line.startswith("quantity: "))
    assert told.startswith("quantity: an integer from 1 to ")


def test_help_fits_80_columns_and_tool_alone_lists_the_tools(
    built: Built, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert max(map(len, HELP.splitlines())) <= 80
    listed = "author_of_book(title)\n    "
    once = played(built, monkeypatch, capsys, b"quit\n", TASK).count(listed)
    assert played(built, monkeypatch, capsys, b"tool\nquit\n", TASK).count(listed) == once + 1


def test_a_hint_says_when_all_is_solved(
    built: Built, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    *calls, _ = solution(built["author_currency"])
    told = "all steps are solved"
    out = played(built, monkeypatch, capsys, "\n".join([*calls, "hint"]).encode(), TASK)
    assert out.count(told) == 1 and out.index("a step is solved: 4 of 4") < out.index(told)
    assert told not in played(built, monkeypatch, capsys, "\n".join([*calls[:-1], "hint"]).encode(), TASK)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("caf\u00e9\n\tplain", "caf\u00e9\n\tplain"),
        ("\udcff\udcfe", "\\xff\\xfe"),
        ("\x1b[31m\x9b", "\\x1b[31m\\x9b"),
        ("\u202e\ud800", "\\u202e\\ud800"),
    ],
)
def test_what_a_terminal_must_not_get_is_made_visible(text: str, shown: str) -> None:
    assert safe(text) == shown


def test_unknown_tasks_and_levels(built: Built, capsys: pytest.CaptureFixture[str]) -> None:
    bundle = str(built.folder("author_currency"))
    assert run(["play", bundle, "currency_behind_a_bok/1"]) == 2
    assert "did you mean currency_behind_a_book/1" in capsys.readouterr().err
    assert run(["play", bundle, "--level", "none"]) == 2


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", {}),
        ("city=Oslo", {"city": "Oslo"}),
        ("city=A Doll's House n=5", {"city": "A Doll's House", "n": 5}),
        ('city="a n=3" n=5', {"city": "a n=3", "n": 5}),
        ("n=five", {"n": "five"}),
        ("city=5", {"city": "5"}),
        ("many=a, b", {"many": ["a", "b"]}),
        ('many=["a", "b"] n=1', {"many": ["a", "b"], "n": 1}),
        ("maybe=null", {"maybe": None}),
        ("yes=true", {"yes": True}),
        ("by={\"a\": 1} n=2", {"by": {"a": 1}, "n": 2}),
        ("unknown=5", {"unknown": 5}),
        ("n=" + "[" * 100_000, {"n": "[" * 100_000}),
        ("words", None),
    ],
)  # fmt: skip
def test_shorthand(typed: str, expected: dict[str, Any] | None) -> None:
    kinds = {"city": "string", "n": "integer", "maybe": ["string", "null"], "yes": "boolean", "by": "object"}
    schemas = {**{name: {"type": kind} for name, kind in kinds.items()}, "many": {"type": "array", "items": STRING}}
    text = arguments_text(typed, schemas)
    assert (None if text is None else json.loads(text)) == expected


STRING = {"type": "string"}


class Terminal:
    """`toolwright` at a terminal of its own."""

    def __init__(self, *arguments: str, rows: int = 30, columns: int = 90) -> None:
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        env = {**os.environ, "TERM": "xterm", "NO_COLOR": "1"}
        # What the tests' own terminal measures is none of this one's.
        env = {name: value for name, value in env.items() if name not in ("LINES", "COLUMNS")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "toolwright", *arguments],
            stdin=slave, stdout=slave, stderr=slave, cwd=ROOT, env=env, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )  # fmt: skip
        os.close(slave)
        self.master = master
        self.seen = self.before = ""

    def until(self, text: str) -> str:
        """What was shown up to *text*, which has to come."""
        deadline = time.monotonic() + 120
        while text not in self.seen:
            assert time.monotonic() < deadline, f"{text!r} did not come after {self.before!r}: {self.seen!r}"
            if select.select([self.master], [], [], 0.2)[0]:
                try:
                    self.seen += os.read(self.master, 65_536).decode(errors="replace")
                except OSError:
                    break
        self.before, found, self.seen = self.seen.partition(text)
        assert found, self.before
        return self.before

    def interrupt(self) -> None:
        """Press Ctrl-C once it waits for a key: a signal that comes while Python's `readline` still works on the key
        before is noticed at the next key only.
        """
        while Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(") ")[2][0] != "S":
            time.sleep(0.01)
        self.type("\x03")

    def type(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def resize(self, columns: int) -> None:
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", 30, columns, 0, 0))
        os.killpg(self.process.pid, signal.SIGWINCH)

    def close(self) -> int:
        code = self.process.wait(60)
        os.close(self.master)
        return code


def test_at_a_terminal(built: Built, tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    terminal = Terminal("play", str(built.folder("author_currency")), TASK, "-o", str(file))
    assert built["author_currency"].level().tasks[f"{TASK}/1"].steps[0].question not in terminal.until("\n> ")
    terminal.type("author_of_b\t")
    terminal.until("author_of_book ")
    terminal.type("ti\t")
    terminal.until("title=")
    terminal.type("A Doll's House\r")
    terminal.until('"Henrik Ibsen"')
    terminal.until("a step is solved: 1 of 4")
    # Keys that come before the line is edited mean something else to a terminal.
    terminal.until("> ")
    terminal.type("half a line")
    terminal.until("half a line")
    terminal.interrupt()
    terminal.until("> ")
    terminal.resize(40)
    terminal.type("author_of_book {wrong}\r")
    terminal.until("malformed_json")
    terminal.until("\n> ")
    terminal.type("\x04")
    terminal.until("1 of 4 steps solved")
    assert terminal.close() == 0
    assert "Traceback" not in terminal.seen
    line = json.loads(file.read_text())
    assert [call.error for turn in score(built["author_currency"], line).turns for call in turn.calls] == [
        None, "malformed_json",
    ]  # fmt: skip


@pytest.mark.parametrize(("rows", "columns", "fits"), [(12, 44, False), (30, 80, True), (200, 30, True)])
def test_names_are_whole_and_the_question_stays_in_sight(built: Built, rows: int, columns: int, fits: bool) -> None:
    level = built["shop_orders"].level("scaled")
    task = next(iter(level.tasks.values()))
    terminal = Terminal(
        "play", str(built.folder("shop_orders")), task.id, "--level", "scaled", rows=rows, columns=columns
    )
    lines = terminal.until("\n> ").splitlines()
    terminal.type("quit\r")
    assert terminal.close() == 0
    text = "\n".join(lines)
    assert all(name in text for name in task.tools) and "…" not in text
    first = next(n for n, line in enumerate(lines) if task.question[:30] in line)
    assert all(name not in line for line in lines[first:] for name in task.tools)
    assert ("`tool NAME` shows what one takes" in text) is not fits
    assert all((f"{name}(" in text) is fits for name in task.tools)
    assert len(lines) <= rows or not fits
