"""`rollout` and `score`: trajectories out, tables back, and files that are no trajectories."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from toolwright.cli import run
from toolwright.trainer.policies.exploits import EXPLOITS

from ..conftest import ROOT, Built


def scored(
    built: Built, capsys: pytest.CaptureFixture[str], tmp_path: Path, lines: list[Any], *options: str
) -> tuple[int, str, str]:
    """Write *lines* as a trajectory file for city_population and score it."""
    file = tmp_path / "t.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    code = run(["score", str(built.folder("city_population")), str(file), *options])
    out, err = capsys.readouterr()
    return code, out, err


def line(built: Built, messages: Any) -> dict[str, Any]:
    task = next(iter(built["city_population"].level().tasks))
    return {"bundle": built["city_population"].id, "level": "base", "task": task, "messages": messages}


def test_attempts_at_a_task_are_averaged_first(
    built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, bundle = tmp_path / "t.jsonl", str(built.folder("city_population"))
    assert run(["rollout", bundle, "--policy", "random", "--limit", "4", "--n", "3", "-o", str(file)]) == 0
    assert run(["score", bundle, str(file), "--json"]) == 0
    scored = json.loads(capsys.readouterr().out)
    assert (len(scored["episodes"]), scored["table"][-1]["tasks"]) == (12, 4)
    assert run(["eval", bundle, "--trajectories", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["tables"]["kind"]["random"] == scored["table"]


@pytest.mark.parametrize("policy", ["golden", "random"])
def test_what_was_played_can_be_scored(
    built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str], policy: str
) -> None:
    file, bundle = tmp_path / "t.jsonl", str(built.folder("city_population"))
    assert run(["rollout", bundle, "--policy", policy, "--limit", "40", "-o", str(file)]) == 0
    assert run(["score", bundle, str(file), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    overall = result["table"][-1]["measures"]
    assert len(result["episodes"]) == 40
    if policy == "golden":
        assert overall["solve_f1"]["mean"] == overall["answer"]["mean"] == 1.0
        assert all(reward == 1.0 for episode in result["episodes"] for reward in episode["turn_rewards"])
    else:
        assert overall["solve_f1"]["mean"] < 0.2


@pytest.mark.parametrize("messages", [[], [{"role": "system", "content": "x"}, {"role": "user", "content": "y"}]])
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_an_episode_without_a_turn_earns_nothing(
    built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str], messages: Any, options: tuple[str, ...]
) -> None:
    code, out, err = scored(built, capsys, tmp_path, [line(built, messages)], *options)
    assert (code, err) == (0, "")
    assert "0.0" in out


@pytest.mark.parametrize("wrong", [[3], ["x"], [None], "text", 7])
def test_what_is_no_trajectory_is_refused_with_its_line(
    built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: Any
) -> None:
    code, _, err = scored(built, capsys, tmp_path, [line(built, []), line(built, wrong)])
    assert code == 2
    assert "t.jsonl:2" in err and "Traceback" not in err


def test_an_unknown_policy_is_refused(built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle = str(built.folder("city_population"))
    assert run(["rollout", bundle, "--policy", "clever", "-o", str(tmp_path / "t.jsonl")]) == 2
    assert (
        "golden, noisy, random, wrong, exploit, exploit:NAME, openai:MODEL@URL, hf:PATH or vllm:PATH"
        in capsys.readouterr().err
    )
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["hf", "vllm"])
def test_a_model_that_is_not_there_is_told(
    built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    bundle, model = str(built.folder("city_population")), tmp_path / "run" / "stages" / "1-sft" / "model"
    model.mkdir(parents=True)
    (model / "config.json").write_text("{}")
    (tmp_path / "empty").mkdir()
    for path, says in (
        (tmp_path / "no", f"there is no folder {tmp_path}/no; name that of a model"),
        (tmp_path / "empty", f"{tmp_path}/empty holds no model (config.json)\n"),
        (tmp_path / "run", f"did you mean {model}?"),
        (model.parent, f"did you mean {model}?"),
    ):
        assert run(["rollout", bundle, "--policy", f"{kind}:{path}", "-o", str(tmp_path / "t.jsonl")]) == 2
        assert says in capsys.readouterr().err


def test_the_exploit_suite_is_played_policy_by_policy(
    built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, bundle = tmp_path / "t.jsonl", str(built.folder("city_population"))
    assert run(["rollout", bundle, "--policy", "exploit", "--limit", "2", "-o", str(file)]) == 0
    played = [json.loads(each)["policy"] for each in file.read_text("utf-8").splitlines()]
    names = ["wrong", *(f"exploit:{name}" for name in EXPLOITS)]
    assert played == [name for name in names for _ in range(2)]
    assert run(["score", bundle, str(file)]) == 0
    lines = [line.replace("|", " ").replace("│", " ").split() for line in capsys.readouterr().out.splitlines()]
    rows = {cells[0]: cells[1:] for cells in lines if cells}
    assert rows["wrong"] == rows["exploit:name_echo"] == ["2", "0.000", "0.000", "0.000"]
    assert rows["exploit:silence"] == ["2", "0.000", "-0.500", "0.000"]


def test_one_exploit_is_played_by_its_name(built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, bundle = tmp_path / "t.jsonl", str(built.folder("city_population"))
    assert run(["rollout", bundle, "--policy", "exploit:guess", "--limit", "3", "-o", str(file)]) == 0
    assert run(["score", bundle, str(file), "--reward", "ftrl_f1", "--json"]) == 0
    episodes = json.loads(capsys.readouterr().out)["episodes"]
    assert [(each["policy"], each["reward"], each["turn_rewards"]) for each in episodes] == [
        ("exploit:guess", 0.0, [0.5])
    ] * 3
    assert run(["rollout", bundle, "--policy", "exploit:wish", "-o", str(file)]) == 2
    assert "there is no exploit `wish`; there are name_echo" in capsys.readouterr().err


def test_a_bundles_own_penalties_are_what_turns_are_scored_by(
    built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out, file = tmp_path / "own", tmp_path / "build", tmp_path / "t.jsonl"
    shutil.copytree(ROOT / "specs" / "city_population", folder)
    own = folder / "city_population.tool"
    text = own.read_text("utf-8")
    own.write_text(text.replace("reward { max_turns: 8 }", "reward { max_turns: 8, empty: -0.9 }"), "utf-8")
    assert run(["build", str(own), "-o", str(out)]) == 0
    bundle = str(out / "city_population")
    assert run(["rollout", bundle, "--policy", "exploit:silence", "--limit", "1", "-o", str(file)]) == 0
    capsys.readouterr()
    assert run(["score", bundle, str(file), "--json"]) == 0
    (episode,) = json.loads(capsys.readouterr().out)["episodes"]
    assert episode["turn_rewards"] == [-0.9]


@pytest.mark.parametrize("command", ["rollout", "eval"])
def test_pooled_episodes_give_what_others_give_unless_their_functions_may_keep_something(
    command: str, built: Built, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def played(*options: str) -> tuple[int, str]:
        file = tmp_path / "played.jsonl"
        shape = ["-o", str(file), "--fresh"] if command == "rollout" else ["--json"]
        given = [command, str(built.folder("flight_distances")), "--policy", "golden", "--limit", "3", *shape, *options]
        code = run(given)
        out = capsys.readouterr()
        return code, out.err if code else file.read_text() if command == "rollout" else out.out

    assert played() == played("--pooled")
    monkeypatch.setattr("toolwright.runtime.sandbox.pooled.keeps_nothing", lambda code: False)
    code, said = played("--pooled")
    assert code == 2 and "`great_circle` may keep something from one call for the next" in said
