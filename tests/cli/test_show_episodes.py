"""`toolwright show FILE.jsonl`: episodes in the terminal and as a page, which a browser draws."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from toolwright.runtime import Bundle
from toolwright.trainer import viewer
from toolwright.trainer.replay import Replay, replays

from ..compiler.pages import Page
from ..conftest import Built, browser_here
from .test_commands import in_process

NASTY = "</script><script>document.title='owned'</script>\x1b[31m\u202e"


def message(*calls: tuple[str, str], text: str = "") -> dict[str, Any]:
    made = [{"id": str(n), "function": {"name": name, "arguments": given}} for n, (name, given) in enumerate(calls)]
    return {"role": "assistant", "content": text, **({"tool_calls": made} if made else {})}


def episodes(bundle: Bundle) -> list[dict[str, Any]]:
    """One that is right, one that lies about what its tools said, one that writes marks and controls."""
    task = next(iter(bundle.level().tasks.values()))
    step = task.steps[0]
    golden = message(*[(step.tool, json.dumps(step.arguments)) for step in task.steps])
    right = [golden, message(text=f"Answer: {task.answer_data.value}")]
    lie = [message((step.tool, "{}")), {"role": "tool", "content": '{"population": 1}'}, message(text="Answer: none")]
    nasty = [message((NASTY, NASTY), text=NASTY), message(text="x" * 10_000)]
    return [
        {"bundle": bundle.id, "level": "base", "task": task.id, "messages": turns, "policy": NASTY, "seed": 0}
        for turns in (right, lie, nasty)
    ]


@pytest.fixture
def file(built: Built, tmp_path: Path) -> Path:
    lines = [json.dumps(line) for line in episodes(built["city_population"])]
    path = tmp_path / "t.jsonl"
    path.write_text("\n".join([lines[0], "no json", "", *lines[1:], '{"bundle": "other"}', "[" * 100_000]) + "\n")
    return path


def test_episodes_are_played_again_and_broken_lines_told(
    built: Built, capfd: pytest.CaptureFixture[str], file: Path
) -> None:
    code, out, err = in_process(capfd, "show", file, built.folder("city_population"))
    assert code == 2
    assert all(f"t.jsonl:{line}: " in err for line in (2, 6, 7))
    assert "1 of 1 steps solved with 1 calls, the answer is right" in out and "missing_parameter" in out
    assert '"population": 1}' not in out and "\x1b" not in out and "9,700 characters more" in out


def test_filters(built: Built, capfd: pytest.CaptureFixture[str], file: Path) -> None:
    bundle = built.folder("city_population")
    assert "the answer is right" not in in_process(capfd, "show", file, bundle, "--failed")[1]
    assert in_process(capfd, "show", file, bundle, "--limit", 1)[1].count("turn 1") == 1
    names = [task.id for task in built["city_population"].level().tasks.values()]
    assert in_process(capfd, "show", file, bundle, "--task", names[0])[1].count("turn 1") == 3
    assert in_process(capfd, "show", file, bundle, "--task", names[0].partition("/")[0])[1].count("turn 1") == 3
    code, out, _ = in_process(capfd, "show", file, bundle, "--task", names[1])
    assert code == 2 and out == "No episode is like that.\n"  # 2 for the lines that are no episodes
    assert "characters more" not in in_process(capfd, "show", file, bundle, "--full")[1]
    code, _, err = in_process(capfd, "show", file)
    assert code == 2 and "which bundle" in err


def test_files_and_folders_of_them_are_shown_together(
    built: Built, capfd: pytest.CaptureFixture[str], file: Path, tmp_path: Path
) -> None:
    bundle, folder = built.folder("city_population"), tmp_path / "run"
    lines = [json.dumps(line) + "\n" for line in episodes(built["city_population"])]
    for name, line in zip(("rollouts/2-grpo/000001-0", "rollouts/2-grpo/000002-0", "events"), lines, strict=True):
        place = folder / f"{name}.jsonl"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(line)
    code, out, err = in_process(capfd, "show", folder, bundle)
    assert (code, out.count("turn 1"), err) == (0, 2, "")
    both = [folder / "rollouts" / "2-grpo" / f"00000{number}-0.jsonl" for number in (1, 2)]
    assert in_process(capfd, "show", *both, bundle) == (code, out, err)
    code, out, err = in_process(capfd, "show", bundle, file, folder, "--limit", 4)
    assert out.count("turn 1") == 4
    (tmp_path / "none").mkdir()
    code, _, err = in_process(capfd, "show", tmp_path / "none", bundle)
    assert code == 2 and "is no bundle and holds no trajectory file" in err


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (("--task", "nope"), "there is no task nope; the first is"),
        (("--task", "country_of_a_citty/1"), "did you mean country_of_a_city/"),
        (("--stages",), "only bundles take --stages"),
        (("--json",), "only bundles take"),
        (("--level", "scaled"), "episodes say their level"),
    ],
)
def test_what_means_nothing_for_episodes_is_refused(
    built: Built, capfd: pytest.CaptureFixture[str], file: Path, option: tuple[str, ...], said: str
) -> None:
    code, out, err = in_process(capfd, "show", file, built.folder("city_population"), *option)
    assert (code, out) == (2, "") and said in err


@pytest.fixture
def page(built: Built, capfd: pytest.CaptureFixture[str], file: Path, tmp_path: Path) -> str:
    """The page of three episodes."""
    target = tmp_path / "page.html"
    in_process(capfd, "show", file, built.folder("city_population"), "--html", target)
    return target.read_text(encoding="utf-8")


def test_the_page_stands_alone_and_holds_the_episodes_as_data(page: str, built: Built) -> None:
    read = Page(page)
    assert not {"link", "img", "iframe", "object", "embed"} & {tag for tag, _ in read.tags}
    assert not re.search(r"https?://|\bfetch\b|XMLHttpRequest|WebSocket|\bimport\b|(?:inner|outer)HTML", page)
    assert "<title>t.jsonl</title>" in page
    (held,) = re.findall(r'(?s)<script type="application/json" id="data">(.*?)</script>', page)
    # What a model wrote is data alone, and no mark of its own ends the script that holds it.
    assert "owned" in held and "owned" not in page.replace(held, "") and "<" not in held
    right, lie, nasty = json.loads(held)
    task = next(iter(built["city_population"].level().tasks.values()))
    for row in (right, lie, nasty):
        assert (row["task"], row["question"], row["policy"]) == (task.id, task.question, NASTY)
    assert [(row["solved"], row["calls"], row["answer"], row["failed"]) for row in (right, lie, nasty)] == [
        (1, 1, True, False),
        (0, 1, False, True),
        (0, 1, False, True),
    ]
    (call,) = lie["turns"][0]["calls"]
    assert (call["error"], call["solved"]) == ("missing_parameter", None) and '"population": 1}' not in held
    (call,) = nasty["turns"][0]["calls"]
    assert (call["name"], call["arguments"], call["error"]) == (NASTY, NASTY, "unknown_tool")
    assert nasty["turns"][1]["text"].endswith("6,000 characters more")


@pytest.mark.browser
def test_the_page_is_drawn_by_a_browser(page: str, tmp_path: Path) -> None:
    browser = browser_here()
    assert browser is not None, "this test asks for chromium or google-chrome on the path"
    # Keys as a reader presses them: pin the first episode, go on to the next, which then stands beside it.
    press = 'document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }))'
    keys = f'for (const key of ["p", "j"]) {press};'
    target = tmp_path / "page.html"
    target.write_text(page.replace("</body>", f"<script>{keys}</script></body>"), encoding="utf-8")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", f"--user-data-dir={tmp_path}/b"]
    done = subprocess.run([*command, target.as_uri()], capture_output=True, text=True, timeout=120, check=True)
    drawn = done.stdout
    assert "3 of 3 episodes" in drawn and drawn.count('role="option"') == 3
    assert drawn.count("<article") == 2 and drawn.index("the answer is right") < drawn.index("no right answer")
    assert "<title>t.jsonl</title>" in drawn


def test_a_page_stays_small(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = built["city_population"]
    lines = [json.dumps(line).encode() for line in episodes(bundle)] * 20
    read = [line for line in replays(lines, {bundle.id: bundle}) if isinstance(line, Replay)]
    assert len(read) == 60
    monkeypatch.setattr(viewer, "MOST_BYTES", 20_000)
    text, left_out = viewer.page(read, "t", {bundle.id: bundle.name}, lambda episode: None)
    assert 0 < left_out < 60 and len(text) < 40_000
    assert f"{left_out} episodes were left out" in text


def test_the_goal_of_a_task_is_shown(built: Built, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    bundle, file = built["shop_orders"], tmp_path / "t.jsonl"
    task = bundle.level().tasks["cancel_the_open_order/1"]
    messages = [message(text="Answer: none")]
    file.write_text(json.dumps({"bundle": bundle.id, "level": "base", "task": task.id, "messages": messages}) + "\n")
    goal = 'Order["A4107"]?.status == "cancelled"'
    out = in_process(capfd, "show", file, built.folder("shop_orders"))[1]
    assert f"goal: {goal} and count(" in out and "the goal is not reached" in out
    target = tmp_path / "page.html"
    in_process(capfd, "show", file, built.folder("shop_orders"), "--html", target)
    text = target.read_text(encoding="utf-8")
    (row,) = json.loads(re.findall(r'(?s)<script type="application/json" id="data">(.*?)</script>', text)[0])
    assert row["goal"] is False and row["goal_text"].startswith(goal)
    plain = tmp_path / "plain.jsonl"
    plain.write_text(json.dumps(episodes(built["city_population"])[0]) + "\n")
    assert "goal" not in in_process(capfd, "show", plain, built.folder("city_population"))[1]
