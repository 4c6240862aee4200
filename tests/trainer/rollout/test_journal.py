"""Runs on disk: whatever is cut off, nothing is lost or doubled."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from toolwright.trainer.rollout import Key, Trajectory, line_of
from toolwright.trainer.rollout.journal import Journal, JournalError

SETTINGS = {"policy": "p", "seed": 0, "temperature": 0.5}


def line(sample: int, text: str = "ä") -> Trajectory:
    messages = [{"role": "assistant", "content": text}]
    return {"policy": "p", "bundle": "b", "level": "base", "task": "t/1", "sample": sample, "messages": messages}


def key(sample: int) -> Key:
    return "p", "b", "base", "t/1", sample


def test_a_run_is_written_in_its_order(tmp_path: Path) -> None:
    out = tmp_path / "t.jsonl"
    with Journal(out, SETTINGS) as journal:
        for sample in (2, 0, 1):
            journal.append(line(sample))
        assert not out.exists()
        assert journal.finish([key(0), key(1), key(2), key(3)]) == 3
    assert [json.loads(each) for each in out.read_text("utf-8").splitlines()] == [line(0), line(1), line(2)]
    assert [path.name for path in tmp_path.iterdir()] == ["t.jsonl"]


def test_a_file_cut_anywhere_is_gone_on_with(tmp_path: Path) -> None:
    out = tmp_path / "t.jsonl"
    with Journal(out, SETTINGS) as journal:
        for sample in range(3):
            journal.append(line(sample))
        whole = journal.path.read_bytes()
    path = tmp_path / "t.jsonl.part"
    ends = [i + 1 for i, byte in enumerate(whole) if byte == ord("\n")]
    for cut in range(len(whole) + 1):
        path.write_bytes(whole[:cut])
        with Journal(out, SETTINGS) as journal:
            assert len(journal.ended) == max(0, sum(end <= cut for end in ends) - 1)
            for sample in range(3):
                if key(sample) not in journal.ended:
                    journal.append(line(sample))
            assert path.read_bytes() == whole
            journal.finish(map(key, range(3)))
        assert out.read_text("utf-8") == "".join(f"{line_of(line(sample))}\n" for sample in range(3))


def test_damage_in_the_middle_costs_that_line_alone(tmp_path: Path) -> None:
    out, path = tmp_path / "t.jsonl", tmp_path / "t.jsonl.part"
    with Journal(out, SETTINGS) as journal:
        for sample in range(3):
            journal.append(line(sample))
    lines = path.read_bytes().splitlines(keepends=True)
    lines[2] = b"\0" * 10 + b"\n"
    path.write_bytes(b"".join(lines))
    with Journal(out, SETTINGS) as journal:
        assert set(journal.ended) == {key(0), key(2)}
        journal.append(line(1))
        assert journal.finish(map(key, range(3))) == 3
    assert [json.loads(each)["sample"] for each in out.read_text("utf-8").splitlines()] == [0, 1, 2]


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({**SETTINGS, "temperature": 0.0}, "another temperature: 0.5, not 0.0"),
        ({**SETTINGS, "policy": "q"}, "another policy: p, not q"),
        ({"seed": 0, "policy": "p"}, "another temperature: 0.5, not none"),
    ],
)
def test_a_run_with_other_settings_is_not_gone_on_with(tmp_path: Path, other: Any, says: str) -> None:
    out = tmp_path / "t.jsonl"
    with Journal(out, SETTINGS) as journal:
        journal.append(line(0))
    before = journal.path.read_bytes()
    with pytest.raises(JournalError, match=says):
        Journal(out, other)
    assert journal.path.read_bytes() == before
    with Journal(out, other, fresh=True) as journal:
        assert not journal.ended


@pytest.mark.parametrize("text", ["{}\n", "[]\n", "what\n", '{"format": 9, "settings": {}}\n'])
def test_a_file_that_is_no_journal_is_left_alone(tmp_path: Path, text: str) -> None:
    (tmp_path / "t.jsonl.part").write_text(text)
    with pytest.raises(JournalError):
        Journal(tmp_path / "t.jsonl", SETTINGS)
    assert (tmp_path / "t.jsonl.part").read_text() == text


def test_two_runs_do_not_write_one_file(tmp_path: Path) -> None:
    out = tmp_path / "t.jsonl"
    with Journal(out, SETTINGS), pytest.raises(JournalError, match="another run"):
        Journal(out, SETTINGS, fresh=True)


def test_half_a_surrogate_pair_can_be_kept(tmp_path: Path) -> None:
    out = tmp_path / "t.jsonl"
    with Journal(out, SETTINGS) as journal:
        journal.append(line(0, "\ud800"))
        journal.finish([key(0)])
    assert json.loads(out.read_text("utf-8")) == line(0, "\ud800")
